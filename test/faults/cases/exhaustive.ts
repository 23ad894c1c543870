import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CaseTerms, runCase } from '../harness/case.ts';
import type { MarketType } from '../harness/orders.ts';
import { startHarness, stopHarness } from '../harness/start.ts';
import { awsFaults, basesOf, crashes, lookUpFaults, placingFaults, skews } from './exhaustive-cases.ts';
import { stopsAtFirst, thorough } from './fault-settings.ts';

export const exhaustiveTimeoutMs = thorough ? 3_600_000 : 240_000;
const timeout = exhaustiveTimeoutMs;

export function describeExhaustive(marketType: MarketType): void {
  const bases = basesOf(marketType);
  beforeAll(startHarness);
  afterAll(stopHarness);

  describe(`every fault, one at a time, on ${marketType}`, () => {
    it('of the call that places an order leaves one order or none, and a true answer', {
      timeout: 240_000,
    }, async () => {
      await expectNone(placingFaults(marketType));
    });

    it('of the calls that look an order up', { timeout }, async () => {
      await expectNone(lookUpFaults(marketType, bases));
    });

    it('of the table and of KMS, each request and each kind, once and until the SDK gives up', {
      timeout: 240_000,
    }, async () => {
      await expectNone(await awsFaults(marketType, bases));
    });

    it('of the worker: it dies before and after every await', { timeout }, async () => {
      await expectNone(await crashes(marketType, bases));
    });

    it('of the clocks, ours up to 2 s off and the exchange’s up to 5 s from ours', { timeout }, async () => {
      await expectNone(skews(marketType, bases));
    });
  });
}

function expectNone(cases: readonly CaseTerms[]): Promise<void> {
  return expectNoViolations(cases, runCase);
}

export async function expectNoViolations<T extends { readonly title: string }>(
  cases: readonly T[],
  run: (terms: T) => Promise<{ readonly violations: readonly string[]; readonly trace: readonly string[] }>,
): Promise<void> {
  const found: string[] = [];
  for (const terms of cases) {
    const { violations, trace } = await run(terms);
    if (violations.length === 0) continue;
    found.push(`${terms.title}\n  ${violations.join('\n  ')}`);
    if (found.length === 1) found.push(trace.join('\n'));
    if (stopsAtFirst) break;
  }
  process.stdout.write(`${cases.length} cases, ${found.length === 0 ? 0 : found.length - 1} with violations\n`);
  expect(found.join('\n')).toBe('');
}
