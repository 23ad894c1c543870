import '../conformance/made-up/enter.ts';
import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exchanges } from '../../lib/exchanges/exchanges.ts';
import { marketTypes } from '../../lib/exchanges/model/axes.ts';
import { type BookedDesk, bookedExchanges, customer, openBookedDesk } from './cases/booked-desk.ts';
import { pullUntilQuiet } from './cases/booked-ledger-cases.ts';
import { pullOnce } from './harness/pulls.ts';
import type { ScenarioTerms } from './harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { judgeAnswers, sumsCoverage } from './judge/booked-answers.ts';
import { judgeBooked, judgeWholeBooked } from './judge/booked-ledger.ts';

const minute = 60_000;
const quarter = 15 * minute;
const day = 24 * 60 * minute;
let desk: BookedDesk;

beforeAll(startHarnessOverTable);
afterAll(stopHarness);
afterEach(() => desk.scenario.close());

describe.each(bookedExchanges)('what the ledger of %s says of itself', (exchange) => {
  const [{ proof } = { proof: null }] = Object.values(exchanges[exchange].streams);
  const isChained = proof === 'balance-after';
  const open = async (terms?: ScenarioTerms) => {
    desk = await openBookedDesk(exchange, terms);
  };
  const now = () => desk.scenario.time.now();

  it('before the first pull is that it has read nothing', async () => {
    await open();
    expect(await desk.coverage(startTime)).toMatchObject({ proof, complete: false });
  });

  it('after the first is everything from the beginning to two minutes before, and nothing of the time since', async () => {
    await open();
    desk.trade();
    await desk.later(quarter);
    const asked = now();
    await pullOnce(desk.scenario, 'desk');
    const to = (await desk.coverage()).to ?? 0;
    expect([to > asked - 2 * minute - 1, to <= asked - minute]).toEqual([true, true]);
    expect(await desk.coverage(to)).toEqual({ proof, from: null, to, complete: true, reasons: [], gaps: [] });
    expect((await desk.coverage(to + 1)).complete).toBe(false);
    expect((await desk.coverage()).complete).toBe(false);
    expect(await judgeAnswers(desk.scenario, 'desk')).toEqual([]);
  });

  it('is no more than that in the sums: a market of which the exchange tells no ledger is never complete', async () => {
    await open();
    desk.trade();
    await desk.later(quarter);
    await pullOnce(desk.scenario, 'desk');
    const to = (await desk.coverage()).to ?? 0;
    const untold = marketTypes.filter((marketType) => exchanges[exchange].markets[marketType].stream === null);
    expect(await sumsCoverage('desk', to)).toMatchObject({ complete: untold.length === 0 });
    expect(await sumsCoverage('desk', to, 'swap')).toMatchObject({ complete: true, reasons: [] });
    for (const marketType of untold)
      expect(await sumsCoverage('desk', to, marketType)).toMatchObject({
        complete: false,
        reasons: [expect.stringContaining('tells no ledger')],
        coverage: [{ market_type: marketType, complete: false }],
      });
  });

  it('after a downtime is what it was, and everything once it has caught up', async () => {
    let isAway = false;
    await open({ exchangeFault: () => (isAway ? { kind: 'http-503' } : undefined) });
    desk.trade();
    await desk.later(quarter);
    await pullOnce(desk.scenario, 'desk');
    const before = await desk.coverage();
    isAway = true;
    for (let count = 0; count < 6; count += 1) {
      desk.trade(2);
      await desk.later(8 * 60 * minute);
      await pullOnce(desk.scenario, 'desk');
      const failed = expect.stringContaining('the last pull failed (EXCHANGE_UNAVAILABLE)');
      expect(await desk.coverage()).toEqual({ ...before, reasons: [...before.reasons, failed] });
    }
    isAway = false;
    await desk.later(7 * 60 * minute + 8 * minute);
    await pullUntilQuiet(desk.scenario, 'desk');
    const to = (await desk.coverage()).to ?? 0;
    expect(to).toBeGreaterThan(now() - 3 * minute);
    expect(await desk.coverage(to)).toMatchObject({ from: null, complete: true });
    expect(await judgeWholeBooked(desk.scenario, 'desk')).toEqual([]);
    expect(await judgeAnswers(desk.scenario, 'desk')).toEqual([]);
  });

  it('begins no earlier than the oldest row that the exchange still had', async () => {
    await open();
    desk.trade();
    await desk.later(10 * day);
    desk.trade();
    desk.ledger.show(customer, { retention: { days: 3 } });
    await desk.later(quarter);
    const oldest = now() - 3 * day - minute;
    await pullOnce(desk.scenario, 'desk');
    const first = await desk.coverage();
    // Where balances alone prove a ledger, the first pull proves nothing yet.
    expect(first.isNothing === true || (first.from ?? 0) >= oldest).toBe(true);
    await desk.later(quarter);
    await pullOnce(desk.scenario, 'desk');
    const { from, to, isNothing = false } = await desk.coverage();
    expect([isNothing, (from ?? 0) >= oldest]).toEqual([false, true]);
    expect((await desk.coverage(to ?? 0)).complete).toBe(false);
    expect(await judgeBooked(desk.scenario, 'desk')).toEqual([]);
  });

  it('tells rows that were forgotten before they were read, and never claims them', async () => {
    await open();
    desk.trade();
    await desk.later(quarter);
    await pullOnce(desk.scenario, 'desk');
    await desk.later(quarter);
    desk.trade();
    const lost = now();
    await desk.later(10 * day);
    desk.trade();
    desk.ledger.show(customer, { retention: { days: 3 } });
    await desk.later(quarter);
    await pullUntilQuiet(desk.scenario, 'desk');
    expect((await desk.coverage(now() - 3 * minute)).complete).toBe(false);
    if (!isChained) expect((await desk.coverage()).to).toBeLessThan(lost);
    expect(await judgeBooked(desk.scenario, 'desk')).toEqual([]);
    // A difference of sums is given up after eight days, and becomes a gap.
    for (let days = 0; days < 10; days += 1) {
      await desk.later(day + 7 * minute);
      await pullUntilQuiet(desk.scenario, 'desk');
    }
    const { complete, gaps } = await desk.coverage(now() - 3 * minute);
    expect(complete).toBe(false);
    expect(gaps.some(({ from, to }) => from <= lost && to >= lost)).toBe(true);
    expect(await judgeBooked(desk.scenario, 'desk')).toEqual([]);
  });

  it('does not claim the time of a hidden row, until the row is shown', async () => {
    await open();
    desk.trade(12);
    const rows = desk.ledger.rows(customer);
    const hidden = rows.findLast(({ realizedPnl }) => realizedPnl?.isZero() === false) ?? rows.at(-3);
    desk.ledger.show(customer, { hide: { ids: [hidden?.entry] } });
    await desk.later(quarter);
    await pullOnce(desk.scenario, 'desk');
    const covered = now() - 3 * minute;
    const first = await desk.coverage(covered);
    expect(first.complete).toBe(false);
    expect(await judgeBooked(desk.scenario, 'desk')).toEqual([]);
    desk.ledger.show(customer, { show: true });
    await desk.later(25 * 60 * minute + 7 * minute);
    await pullUntilQuiet(desk.scenario, 'desk');
    expect(await judgeBooked(desk.scenario, 'desk')).toEqual([]);
    // A proof by sums that began while the row was hidden claims nothing from before its beginning.
    if (isChained) expect((await desk.coverage(covered)).complete).toBe(true);
    else expect((await desk.coverage()).from).toBeGreaterThan(hidden?.time ?? 0);
    expect(await judgeWholeBooked(desk.scenario, 'desk')).toEqual([]);
    expect(await judgeAnswers(desk.scenario, 'desk')).toEqual([]);
  });

  // Binance tells 1,000 rows of a type and moment at the most.
  it.runIf(exchange === 'binance')(
    'stays behind no moment with more rows than can be asked for, and tells the gap',
    async () => {
      await open();
      desk.trade();
      await desk.later(quarter);
      const burst = now();
      desk.trade(2600);
      await desk.later(quarter);
      desk.trade();
      await desk.later(quarter);
      for (let pulls = 4; pulls > 0; pulls -= 1) {
        await pullOnce(desk.scenario, 'desk');
        await desk.later(quarter);
      }
      const { lastError, gaps, coveredTo } = await desk.cursor();
      expect([lastError, (coveredTo ?? 0) > burst + 2 * quarter]).toEqual([null, true]);
      expect(gaps).toMatchObject([{ from: burst, to: burst + 1, entry: null }]);
      expect(await judgeBooked(desk.scenario, 'desk')).toEqual([]);
      expect(await desk.coverage(now() - quarter)).toMatchObject({ complete: false });
    },
  );
});
