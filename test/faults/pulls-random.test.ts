import '../conformance/made-up/enter.ts';
import './harness/mocks.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ExchangeId, exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { runBookedPulls } from './cases/booked-random.ts';
import { firstSeed, replayed, seedCount, stopsAtFirst, thorough } from './cases/fault-settings.ts';
import { type RandomPulls, runRandomPulls } from './cases/pull-random.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';

/** A seed of pulls is as long as many of orders. */
const count = Math.min(Math.ceil(seedCount / 80), 200);
/** The other exchanges play a part of the seeds. */
const othersPlayOneOf = thorough ? 1 : 2;

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

function seedsOf(exchange: ExchangeId): readonly number[] {
  if (replayed !== null) return [replayed];
  const seeds = Array.from({ length: count }, (_, index) => firstSeed + index);
  return exchange === 'kraken' ? seeds : seeds.filter((_, index) => index % othersPlayOneOf === 0);
}

function play(exchange: ExchangeId, seed: number): Promise<RandomPulls> {
  return exchange === 'kraken' ? runRandomPulls(seed) : runBookedPulls(exchange, seed);
}

it.each(exchangeIds)(
  'at %s random faults, crashes and withheld rows leave a ledger of true rows, each once, that says what it does not know',
  { timeout: 60_000 + count * 20_000 },
  async (exchange) => {
    const seeds = seedsOf(exchange);
    const failures: string[] = [];
    const totals = { pulls: 0, rows: 0, faults: 0, refusals: 0, manners: 0 };
    for (const seed of seeds) {
      const result = await play(exchange, seed);
      for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += result[name];
      if (replayed !== null) process.stdout.write(`${result.trace.join('\n')}\n`);
      if (result.violations.length === 0) continue;
      failures.push(`${exchange}, seed ${seed} (FAULT_SEED=${seed} replays it):\n  ${result.violations.join('\n  ')}`);
      if (stopsAtFirst) break;
    }
    process.stdout.write(
      `${exchange}: ${seeds.length} seeds, ${totals.pulls} pulls, ${totals.rows} rows, ${totals.faults} faults, ${totals.refusals} refusals, ${totals.manners} further shapes of answers, ${failures.length} seeds with violations\n`,
    );
    expect(failures.join('\n')).toBe('');
  },
);
