import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PageRequest } from '../../../../lib/exchanges/model/history.ts';
import { fundingRates } from '../../../../lib/ledger/rates/funding-rates.ts';
import { pullRates } from '../../../../lib/ledger/rates/pull-rates.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { keepAccount, noon } from '../fixture-stored-ledger.ts';
import { dropRates, hourMs, type Published, usePublishedRates } from './fixture-published-rates.ts';

useEmbeddedTable();
const exchange = usePublishedRates();
const ref = { tenant: randomUUID(), accountId: 'main' };
beforeAll(() => keepAccount(ref, []));
afterEach(async () => {
  exchange.publish(null);
  await dropRates();
});

const symbol = 'BTC/USD:USD';
function at(hour: number): number {
  return noon + hour * hourMs;
}
function hours(from: number, to: number): Published[] {
  return Array.from({ length: to - from + 1 }, (_, index): Published => [from + index, 0.00001]);
}
function read(request: Partial<PageRequest> = {}) {
  return fundingRates(ref, { symbol, limit: 100, ...request });
}
function hoursOf({ entries }: Awaited<ReturnType<typeof read>>): number[] {
  return entries.map(({ timestamp }) => (timestamp - noon) / hourMs);
}
async function pullThenPublish(pulled: Published[], published: Published[] | 'away') {
  exchange.publish(pulled);
  await pullRates({ exchange: 'kraken', marketType: 'swap', symbol });
  exchange.publish(published);
  exchange.requests();
}

describe('published rates', () => {
  it('are read without any key', async () => {
    exchange.publish(hours(0, 2));
    const answer = await read();
    expect(hoursOf(answer)).toEqual([2, 1, 0]);
    expect(answer.coverage).toEqual({ proof: null, from: null, to: null, complete: true, gaps: [], reasons: [] });
  });

  it('are stored and live ones together, newest first, none twice', async () => {
    await pullThenPublish(hours(0, 5), hours(3, 7));
    const answer = await read({ from: at(1) });
    expect(hoursOf(answer)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(answer.coverage).toEqual({ proof: null, from: at(1), to: null, complete: true, gaps: [], reasons: [] });
  });

  it('of the past come from the ledger, without asking the exchange', async () => {
    await pullThenPublish(hours(0, 5), 'away');
    const answer = await read({ from: at(1), to: at(4) });
    expect([hoursOf(answer), exchange.requests()]).toEqual([[3, 2, 1], 0]);
    expect(answer.coverage).toEqual({ proof: null, from: at(1), to: at(4), complete: true, gaps: [], reasons: [] });
  });

  it('are the stored ones where the exchange is away, and say until when they are known', async () => {
    await pullThenPublish(hours(0, 5), 'away');
    const answer = await read({ from: at(1) });
    expect(hoursOf(answer)).toEqual([5, 4, 3, 2, 1]);
    expect(answer.coverage).toEqual({
      proof: null,
      from: at(1),
      to: at(5) + 1,
      complete: false,
      gaps: [],
      reasons: [expect.stringMatching(/did not answer: rates since/)],
    });
  });

  it('are an error where the exchange is away and nothing is stored, never an empty list', async () => {
    exchange.publish('away');
    await expect(read()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('begin with the oldest that was ever published to us, and say so', async () => {
    await pullThenPublish(hours(0, 5), hours(2, 6));
    expect((await read({ from: at(-5) })).coverage).toMatchObject({ from: at(0), complete: false });
  });

  it('have a gap where the exchange ceased to publish rates before they were stored', async () => {
    await pullThenPublish(hours(0, 2), hours(6, 7));
    const gap = { from: at(2) + 1, to: at(6) };
    expect((await read({ from: at(0) })).coverage).toMatchObject({ complete: false, gaps: [gap] });
    await pullRates({ exchange: 'kraken', marketType: 'swap', symbol });
    expect((await read({ from: at(0) })).coverage).toMatchObject({ complete: false, gaps: [gap] });
    expect((await read({ from: at(6), to: at(8) })).coverage).toMatchObject({ gaps: [gap].slice(1) });
  });

  it('with an hour that nobody can read are the other hours and a gap, and whole where the hour is stored', async () => {
    const unread: Published[] = hours(0, 3).map(([hour, rate]) => [hour, hour === 1 ? null : rate]);
    exchange.publish(unread);
    const answer = await read({ from: at(0) });
    expect(hoursOf(answer)).toEqual([3, 2, 0]);
    expect(answer.coverage).toMatchObject({ complete: false, gaps: [{ from: at(1), to: at(1) + 1 }] });
    await pullThenPublish(hours(0, 2), unread);
    const whole = await read({ from: at(0) });
    expect([hoursOf(whole), whole.coverage.complete, whole.coverage.gaps]).toEqual([[3, 2, 1, 0], true, []]);
  });

  it.each([1, 2, 3, 7])('are the same list in pages of %i, from live into stored ones', async (limit) => {
    await pullThenPublish(hours(0, 5), hours(3, 7));
    const found: number[] = [];
    for (let cursor: string | undefined | null; cursor !== null; ) {
      const answer = await read({ from: at(0), limit, cursor });
      expect(answer.coverage.complete).toBe(answer.next === null);
      found.push(...hoursOf(answer));
      cursor = answer.next;
    }
    expect(found).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
  });

  it('keep the stored value where the exchange has changed it', async () => {
    await pullThenPublish([[0, 0.00001]], [[0, 0.5]]);
    expect((await read()).entries.map(({ rate }) => rate)).toEqual(['0.00001']);
  });

  it.each([
    ['NOPE/USD:USD', 'swap', 'INVALID_SYMBOL'],
    ['BTC/USD', 'spot', 'NOT_SUPPORTED'],
  ] as const)('of %s are refused for what is wrong with it', async (unknown, marketType, code) => {
    await expect(fundingRates(ref, { symbol: unknown, limit: 10 }, marketType)).rejects.toMatchObject({ code });
  });

  it("of another tenant's account are those of no account", async () => {
    const foreign = fundingRates({ tenant: 'stranger', accountId: 'main' }, { symbol, limit: 10 });
    await expect(foreign).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
