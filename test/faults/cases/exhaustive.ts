import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';
import { type CaseTerms, runCase } from '../harness/case.ts';
import type { MarketType } from '../harness/orders.ts';
import { startHarnessOverTable, stopHarness } from '../harness/start.ts';
import { everyMarket, refusesCopies, type TestedMarket } from '../scenes/scenes.ts';
import { basesOf } from './exhaustive-bases.ts';
import { awsFaults, copiedOrder, crashes, lookUpFaults, placingFaults, skews } from './exhaustive-cases.ts';
import { stopsAtFirst, thorough } from './fault-settings.ts';

export const exhaustiveTimeoutMs = thorough ? 3_600_000 : 240_000;
const timeout = exhaustiveTimeoutMs;

/** The cases of this market of every exchange in the table. */
export function describeExhaustive(marketType: MarketType): void {
  beforeAll(startHarnessOverTable);
  afterAll(stopHarness);

  describe.each(everyMarket(marketType))('every fault, one at a time, on $title', (market) => {
    const bases = basesOf(market);
    it('of the call that places an order leaves one order or none, and a true answer', {
      timeout: 240_000,
    }, async () => {
      await expectNone(placingFaults(market));
    });

    // Not a case of the matrix there: nothing at the exchange keeps the copy out, and no client can.
    it.runIf(!refusesCopies(market))(
      `of a copy of an order that has filled: a second order (key.nonce is ${market.key.nonce.kind}, clientIdUnique is ${market.definition.regular.clientIdUnique})`,
      async () => {
        const { violations } = await runCase(copiedOrder(market));
        expect(violations).toEqual([expect.stringMatching(/^I1 desk key-1 was placed 2 times/)]);
      },
    );

    it('of the calls that look an order up', { timeout }, async () => {
      await expectNone(lookUpFaults(market, bases));
    });

    it('of the table and of KMS, each request and each kind, once and until the SDK gives up', {
      timeout: 240_000,
    }, async () => {
      await expectNone(await awsFaults(market, bases));
    });

    it('of the worker: it dies before and after every await', { timeout }, async () => {
      await expectNone(await crashes(market, bases));
    });

    it('of the clocks, ours up to 2 s off and the exchange’s up to 5 s from ours', { timeout }, async () => {
      await expectNone(skews(market, bases));
    });
  });
}

function expectNone(cases: readonly CaseTerms[]): Promise<void> {
  return expectNoViolations(cases, runCase);
}

export async function expectNoViolations<T extends { readonly title: string; readonly market: TestedMarket }>(
  cases: readonly T[],
  run: (terms: T) => Promise<{ readonly violations: readonly string[]; readonly trace: readonly string[] }>,
): Promise<void> {
  const found: string[] = [];
  const played = sampled(cases);
  for (const terms of played) {
    const { violations, trace } = await run(terms);
    if (violations.length === 0) continue;
    found.push(`${terms.title}\n  ${violations.join('\n  ')}`);
    if (found.length === 1) found.push(trace.join('\n'));
    if (stopsAtFirst) break;
  }
  process.stdout.write(
    `${played.length} of ${cases.length} cases, ${found.length === 0 ? 0 : found.length - 1} with violations\n`,
  );
  expect(found.join('\n')).toBe('');
}

/** A fixed choice, drawn at random: a choice by number would meet the same order types again and again. */
function sampled<T extends { readonly market: TestedMarket }>(cases: readonly T[]): readonly T[] {
  const random = randomNumbers(1);
  return cases.filter(({ market }) => thorough || random() < 1 / market.playsOneOf);
}
