import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newCall, runInCall } from '../../../../lib/aws/call-context.ts';
import { pullRates } from '../../../../lib/ledger/rates/pull-rates.ts';
import { listRates, putRate, readRatesCursor, saveRatesCursor } from '../../../../lib/ledger/rates/rates-store.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { noon } from '../fixture-stored-ledger.ts';
import { dropRates, hourMs, type Published, usePublishedRates } from './fixture-published-rates.ts';

const table = useEmbeddedTable();
const exchange = usePublishedRates();
let lines: string[] = [];

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  lines = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  exchange.publish(null);
  table.server().faults.clear();
  await dropRates();
});

const symbol = 'BTC/USD:USD';
const rates = { exchange: 'kraken', marketType: 'swap', symbol } as const;
function pull() {
  return pullRates({ exchange: 'kraken', marketType: 'swap', symbol });
}
async function publishAndPull(published: readonly Published[] | 'away') {
  exchange.publish(published);
  await pull();
}
async function stored(): Promise<Published[]> {
  return (await listRates(rates, { from: 0, to: noon * 2 }))
    .toReversed()
    .map(({ timestamp, rate }) => [(timestamp - noon) / hourMs, Number(rate)]);
}
const three: readonly Published[] = [
  [0, 0.00001],
  [1, -0.00002],
  [2, 0.000003],
];
function logged(message: string) {
  return lines.filter((line) => line.includes(`"message":"${message}"`)).length;
}
/** As after a day. */
async function lookFarBack() {
  return saveRatesCursor(rates, { ...(await readRatesCursor(rates)), fullRescanAt: 0 });
}
async function mayTryAgain() {
  return saveRatesCursor(rates, { ...(await readRatesCursor(rates)), retryAt: 0 });
}

describe('a pull of published rates', () => {
  it('stores the whole schedule, whatever the exchange sends first, as plain decimals', async () => {
    await publishAndPull([
      [2, 3e-7],
      [0, 0.00001],
      [1, -0.00002],
    ]);
    const found = await listRates(rates, { from: 0, to: noon * 2 });
    expect(found.map(({ rate }) => rate)).toEqual(['0.0000003', '-0.00002', '0.00001']);
    const { coveredFrom, coveredTo } = await readRatesCursor(rates);
    expect([coveredFrom, coveredTo]).toEqual([noon, noon + 2 * hourMs + 1]);
  });

  it('costs one request to the exchange and two to the table without new rates, three with a new rate', async () => {
    await publishAndPull(three);
    const costOf = async (published: readonly Published[]) => {
      exchange.requests();
      table.server().faults.resetCounts();
      await publishAndPull(published);
      return [exchange.requests(), table.server().faults.counts()];
    };
    expect(await costOf(three)).toEqual([1, { GetItem: 1, PutItem: 1 }]);
    expect(await costOf([...three, [3, 0.00004]])).toEqual([1, { GetItem: 1, PutItem: 2 }]);
    expect(await stored()).toEqual([...three, [3, 0.00004]]);
  });

  it('never overwrites a rate: a different rate for the same hour is an alarm', async () => {
    await publishAndPull(three);
    await publishAndPull([three[0] as Published, [1, 0.5], three[2] as Published]);
    expect([await stored(), logged('ledger conflict')]).toEqual([three, 1]);
  });

  it('keeps the rates of a pull that crashed before its cursor was written', async () => {
    await putRate(rates, { symbol, timestamp: noon, rate: '0.9' });
    await publishAndPull(three);
    expect([await stored(), logged('ledger conflict')]).toEqual([[[0, 0.9], ...three.slice(1)], 1]);
  });

  it('finds changed and inserted old rates once a day', async () => {
    const late: Published = [-99.5, 0.7];
    const old: Published = [-100, 0.1];
    await publishAndPull([old, ...three]);
    const changed: readonly Published[] = [[-100, 0.2], late, ...three];
    await publishAndPull(changed);
    expect([await stored(), logged('ledger conflict')]).toEqual([[old, ...three], 0]);
    await lookFarBack();
    await publishAndPull(changed);
    expect([await stored(), logged('ledger conflict')]).toEqual([[old, late, ...three], 1]);
  });

  it('keeps rates that the exchange ceases to publish, without a gap while both overlap', async () => {
    await publishAndPull(three);
    await publishAndPull([three[2] as Published, [3, 0.1]]);
    expect(await stored()).toEqual([...three, [3, 0.1]]);
    expect((await readRatesCursor(rates)).gaps).toEqual([]);
  });

  it('has a gap where rates came and went between two pulls', async () => {
    await publishAndPull(three);
    await publishAndPull([[9, 0.1]]);
    expect((await readRatesCursor(rates)).gaps).toEqual([{ from: noon + 2 * hourMs + 1, to: noon + 9 * hourMs }]);
  });

  it('an hour that nobody can read is a gap, until a later pull reads the hour', async () => {
    const unread = { from: noon + hourMs, to: noon + hourMs + 1 };
    await publishAndPull([
      [0, 0.00001],
      [1, null],
      [2, 0.000003],
    ]);
    expect(await stored()).toEqual([three[0], three[2]]);
    expect(await readRatesCursor(rates)).toMatchObject({
      gaps: [unread],
      failures: 0,
      coveredTo: noon + 2 * hourMs + 1,
    });
    await publishAndPull([
      [0, 0.00001],
      [1, null],
      [2, 0.000003],
    ]);
    expect((await readRatesCursor(rates)).gaps).toEqual([unread]);
    await publishAndPull(three);
    expect([await stored(), (await readRatesCursor(rates)).gaps]).toEqual([three, []]);
  });

  it('an hour that is stored stays stored when nobody can read the hour later', async () => {
    await publishAndPull(three);
    await publishAndPull([
      [0, 0.00001],
      [1, null],
      [2, 0.000003],
    ]);
    expect([await stored(), (await readRatesCursor(rates)).gaps]).toEqual([three, []]);
  });

  it('claims only the stored rates when time runs out, and the next pull continues', async () => {
    exchange.publish(Array.from({ length: 40 }, (_, index): Published => [index, 0.001]));
    await runInCall(newCall('r', 'pull-history', Date.now() + 4000), pull);
    expect(await readRatesCursor(rates)).toMatchObject({ coveredTo: noon, fullRescanAt: 0 });
    await pull();
    expect([(await stored()).length, (await readRatesCursor(rates)).coveredTo]).toEqual([40, noon + 39 * hourMs + 1]);
  });

  it('that finds the exchange away waits, twice as long each time, and forgets it with the first success', async () => {
    await publishAndPull(three);
    await publishAndPull('away');
    const first = await readRatesCursor(rates);
    expect(first).toMatchObject({ failures: 1, coveredTo: noon + 2 * hourMs + 1 });
    expect(first.lastError).toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    expect(logged('pull failed')).toBe(1);
    exchange.requests();
    await pull();
    expect(exchange.requests()).toBe(0);
    await mayTryAgain();
    await pull();
    const second = await readRatesCursor(rates);
    const waits = [first, second].map(({ retryAt, lastError }) => retryAt - (lastError?.at ?? 0));
    expect(waits).toEqual([300_000, 600_000]);
    await mayTryAgain();
    await publishAndPull(three);
    expect(await readRatesCursor(rates)).toMatchObject({ failures: 0, retryAt: 0, lastError: null });
  });

  it('takes an empty schedule for no answer', async () => {
    await publishAndPull([]);
    expect(await readRatesCursor(rates)).toMatchObject({ coveredTo: null, failures: 1 });
  });

  it('of a contract nobody lists fails for that symbol alone', async () => {
    await pullRates({ exchange: 'kraken', marketType: 'swap', symbol: 'NOPE/USD:USD' });
    const cursor = await readRatesCursor({ exchange: 'kraken', marketType: 'swap', symbol: 'NOPE/USD:USD' });
    expect(cursor.lastError).toMatchObject({ code: 'INVALID_SYMBOL' });
  });

  it('that the table fails is thrown, for the queue to deliver again', async () => {
    exchange.publish(three);
    table.server().faults.arm({ operation: 'PutItem', kind: 'error', times: 1000 });
    await expect(pull()).rejects.toThrow();
    table.server().faults.clear();
    await pull();
    expect(await stored()).toEqual(three);
  });
});
