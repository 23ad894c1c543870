import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { marketTypes } from '../../lib/exchanges/model/axes.ts';
import { pullUntilRead, quarter } from './cases/pull-case.ts';
import { books, coverageOf, desk, later, open, scenario, trade } from './cases/pull-desk.ts';
import { accounts } from './harness/accounts.ts';
import { cursorOf, ledgerOf } from './harness/ledger.ts';
import { pullOnce } from './harness/pulls.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { judgeLedger, judgeWhole } from './judge/ledger.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe.each(marketTypes)('what the ledger of %s says of itself', (marketType) => {
  it('before the first pull is that it has read nothing', async () => {
    await open();
    expect(await coverageOf(marketType, undefined, startTime)).toMatchObject({ complete: false });
  });

  it('after the first is everything from the beginning to two minutes before, and nothing of the time since', async () => {
    await open();
    trade();
    await later(quarter);
    const asked = scenario.time.now();
    await pullOnce(scenario, 'desk');
    const to = (await coverageOf(marketType)).to ?? 0;
    expect([to > asked - 2 * minute - 1, to <= asked - minute]).toEqual([true, true]);
    expect(await coverageOf(marketType, undefined, to)).toEqual({
      proof: 'running-balance',
      from: null,
      to,
      complete: true,
      reasons: [],
      gaps: [],
    });
    expect((await coverageOf(marketType, undefined, to + 1)).complete).toBe(false);
    expect((await coverageOf(marketType)).complete).toBe(false);
  });

  it('after a downtime is what it was, and everything once it has caught up', async () => {
    let isAway = false;
    await open({ exchangeFault: () => (isAway ? { kind: 'http-503' } : undefined) });
    trade();
    await later(quarter);
    await pullOnce(scenario, 'desk');
    const before = await coverageOf(marketType);
    isAway = true;
    for (let count = 0; count < 12; count += 1) {
      trade(1);
      await later(4 * 60 * minute);
      await pullOnce(scenario, 'desk');
      const failed = expect.stringContaining('the last pull failed (EXCHANGE_UNAVAILABLE)');
      expect(await coverageOf(marketType)).toEqual({ ...before, reasons: [...before.reasons, failed] });
    }
    isAway = false;
    await later(7 * 60 * minute);
    await pullUntilRead(scenario, 'desk');
    const to = (await coverageOf(marketType)).to ?? 0;
    expect(to).toBeGreaterThan(scenario.time.now() - 3 * minute);
    expect(await coverageOf(marketType, undefined, to)).toMatchObject({ from: null, complete: true });
    expect(await judgeWhole(scenario, 'desk')).toEqual([]);
  });

  it('begins with the oldest row that the exchange still had', async () => {
    await open();
    trade();
    await later(10 * day);
    trade(6);
    books({ retention: { days: 3 } });
    await later(quarter);
    await pullOnce(scenario, 'desk');
    const from = (await ledgerOf('desk', marketType))[0]?.time ?? 0;
    const to = (await coverageOf(marketType)).to ?? 0;
    expect(from).toBeGreaterThanOrEqual(scenario.time.now() - 3 * day - minute);
    expect(await coverageOf(marketType, undefined, to)).toMatchObject({ from, complete: false });
    expect((await coverageOf(marketType, from, to)).from).toBe(from);
    expect(await judgeLedger(scenario, 'desk')).toEqual([]);
  });

  it('has a gap where rows have been forgotten before they were read', async () => {
    await open();
    trade();
    await later(quarter);
    await pullOnce(scenario, 'desk');
    const end = (await ledgerOf('desk', marketType)).at(-1)?.time ?? 0;
    trade();
    await later(10 * day);
    trade(6);
    books({ retention: { days: 3 } });
    await later(quarter);
    await pullUntilRead(scenario, 'desk');
    const { gaps, complete } = await coverageOf(marketType, undefined, scenario.time.now() - 3 * minute);
    expect(complete).toBe(false);
    expect(gaps.some(({ from, to }) => from <= end && to > end)).toBe(true);
    expect(await judgeLedger(scenario, 'desk')).toEqual([]);
  });

  it('of an account whose rows have all been forgotten begins with the first pull, not with the account', async () => {
    await open();
    await later(10 * day);
    books({ retention: { days: 0 } });
    await later(quarter);
    await pullOnce(scenario, 'desk');
    const { from, to } = await coverageOf(marketType);
    expect([from, await ledgerOf('desk', marketType)]).toEqual([to, []]);
  });

  it('tells a hidden row as a gap around it, until the row is shown', async () => {
    await open();
    trade(6);
    const rows =
      marketType === 'spot'
        ? desk.spotAccount().ledger.map(({ id }) => id)
        : desk.futuresAccount().ledger.map(({ id }) => id);
    const hidden = rows.at(-5) ?? '';
    const simulator = marketType === 'spot' ? scenario.exchange.spot : scenario.exchange.futures;
    simulator.control.ledger?.({ customer: accounts.desk.customer, hide: { ids: [hidden] } });
    await later(quarter);
    await pullOnce(scenario, 'desk');
    const to = (await coverageOf(marketType)).to ?? 0;
    expect(await coverageOf(marketType, undefined, to)).toMatchObject({ complete: false, gaps: [{}] });
    expect((await cursorOf('desk', marketType)).mismatches).toHaveLength(
      marketType === 'spot' ? 1 : (await isPosition(hidden)) ? 0 : 1,
    );
    books({ show: true });
    await later(25 * 60 * minute);
    await pullUntilRead(scenario, 'desk');
    expect(await coverageOf(marketType, undefined, to)).toEqual({
      proof: 'running-balance',
      from: null,
      to,
      complete: true,
      reasons: [],
      gaps: [],
    });
    expect(await judgeWhole(scenario, 'desk')).toEqual([]);
  });
});

async function isPosition(id: string | number): Promise<boolean> {
  const row = desk.futuresAccount().ledger.find((each) => each.id === id);
  return row?.of === 'position';
}
