import '../conformance/made-up/enter.ts';
import './harness/mocks.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookedExchanges } from './cases/booked-desk.ts';
import { playBookedMonth } from './cases/booked-month.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

/** More rows in a millisecond than an answer of Binance holds, and pages of one millisecond elsewhere. */
function burstAt(exchange: string): number {
  return exchange === 'binance' ? 700 : 150;
}

it.each(bookedExchanges)(
  'a month at %s, pulled in the midst of faults, is stored row by row and told to the last digit',
  { timeout: 600_000 },
  async (exchange) => {
    const { violations, untrue, rows, pulls, faults, deaths } = await playBookedMonth(exchange, 2, burstAt(exchange));
    expect([...violations, ...untrue].slice(0, 12)).toEqual([]);
    const count = (amount: 'realizedPnl' | 'funding' | 'fee') => rows.filter((row) => row[amount]?.isZero() === false);
    expect(count('realizedPnl').length).toBeGreaterThan(100);
    expect(count('funding').length).toBeGreaterThan(80);
    expect(count('fee').length).toBeGreaterThan(500);
    for (const number of [pulls - 100, faults - 20, deaths]) expect(number).toBeGreaterThan(0);
    process.stdout.write(`${exchange}: ${rows.length} rows, ${pulls} pulls, ${faults} faults, ${deaths} deaths\n`);
  },
);
