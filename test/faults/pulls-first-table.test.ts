import './harness/mocks.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exchanges } from '../../lib/exchanges/exchanges.ts';
import { bookedExchanges, openBookedDesk } from './cases/booked-desk.ts';
import { pullOnce } from './harness/pulls.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { judgeWholeBooked } from './judge/booked-ledger.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

const hour = 3_600_000;

it.each(bookedExchanges)(
  'a first pull at %s that breaks off keeps what it has read: the next pull asks for little of it again',
  { timeout: 120_000 },
  async (exchange) => {
    const unbroken = await requestsOf(exchange, Number.POSITIVE_INFINITY);
    const [first = 0, second = 0] = unbroken;
    for (const breaksAt of [Math.floor(first / 2), Math.floor((first * 9) / 10)]) {
      const broken = await requestsOf(exchange, breaksAt);
      const most = first + mostPerPage(exchange) + second;
      expect(broken.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(most);
    }
  },
);

/** A page of a pull is read again after a break, and a word about the key and the wallet. */
function mostPerPage(exchange: (typeof bookedExchanges)[number]): number {
  return Math.max(...Object.values(exchanges[exchange].streams).map(({ requestsPerPull }) => requestsPerPull)) + 10;
}

/** The requests of two pulls; the request number `breaksAt` of the first pull is lost. */
async function requestsOf(exchange: (typeof bookedExchanges)[number], breaksAt: number): Promise<number[]> {
  let count = 0;
  let isFirst = true;
  const exchangeFault = () => {
    count += 1;
    return isFirst && count > breaksAt ? ({ kind: 'http-503', applied: false } as const) : undefined;
  };
  const desk = await openBookedDesk(exchange, { exchangeFault });
  try {
    desk.trade();
    await desk.later(hour);
    await pullOnce(desk.scenario, 'desk');
    const first = count;
    [isFirst, count] = [false, 0];
    await desk.later(hour);
    await pullOnce(desk.scenario, 'desk');
    expect(await judgeWholeBooked(desk.scenario, 'desk')).toEqual([]);
    return [first, count];
  } finally {
    await desk.scenario.close();
  }
}
