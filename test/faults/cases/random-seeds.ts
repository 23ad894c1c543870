import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ExchangeId, exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { startHarnessOverTable, stopHarness } from '../harness/start.ts';
import { sceneOf } from '../scenes/scenes.ts';
import { firstSeed, replayed, seedCount, stopsAtFirst, thorough } from './fault-settings.ts';
import { runRandom } from './random-scenario.ts';

/** A file plays every fourth seed: files run side by side. */
const shares = 4;

/** The seeds at every exchange of the table. */
export function playSeeds(share: number): void {
  beforeAll(startHarnessOverTable);
  afterAll(stopHarness);

  for (const exchange of exchangeIds) {
    const seeds = seedsFor(exchange, share);
    it.runIf(seeds.length > 0)(
      `at ${exchange} random faults, crashes and impatience leave every order placed once or not at all, and every answer true`,
      { timeout: 60_000 + seeds.length * 4_000 },
      () => expectTrue(exchange, seeds),
    );
  }
}

function seedsFor(exchange: ExchangeId, share: number): readonly number[] {
  const wanted = replayed === null ? Array.from({ length: seedCount }, (_, index) => firstSeed + index) : [replayed];
  const own = wanted.filter((seed) => seed % shares === share);
  const oneOf = replayed === null && !thorough ? sceneOf(exchange).playsOneOf.seeds : 1;
  return own.filter((_, index) => index % oneOf === 0);
}

async function expectTrue(exchange: ExchangeId, seeds: readonly number[]): Promise<void> {
  const failures: string[] = [];
  const totals = { orders: 0, placed: 0, amendments: 0, cancelAlls: 0, answers: 0, refusals: 0, manners: 0 };
  for (const seed of seeds) {
    const result = await runRandom(exchange, seed);
    for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += result[name];
    const trace = result.trace.join('\n');
    if (replayed !== null) process.stdout.write(`${trace}\n`);
    if (result.violations.length === 0) continue;
    const head = `${exchange}, seed ${seed} (FAULT_SEED=${seed} replays it):\n  ${result.violations.join('\n  ')}`;
    failures.push(failures.length === 0 ? `${head}\n${trace}` : head);
    if (stopsAtFirst) break;
  }
  process.stdout.write(
    `${exchange}: ${seeds.length} seeds, ${totals.orders} orders, ${totals.amendments} amendments, ${totals.cancelAlls} cancel-alls, ${totals.answers} answers, ${totals.placed} of them with an order id, ${totals.refusals} refusals, ${totals.manners} further shapes of answers, ${failures.length} seeds with violations\n`,
  );
  expect(failures.join('\n')).toBe('');
}
