import { afterAll, beforeAll, describe, it } from 'vitest';
import { type ChangeCaseTerms, runChangeCase } from '../harness/change-case.ts';
import type { MarketType } from '../harness/orders.ts';
import { startHarness, stopHarness } from '../harness/start.ts';
import {
  type Change,
  changeAwsFaults,
  changeCrashes,
  changeSkews,
  changingFaults,
  readFaults,
} from './change-cases.ts';
import { expectNoViolations, exhaustiveTimeoutMs as timeout } from './exhaustive.ts';

function expectNone(cases: readonly ChangeCaseTerms[]): Promise<void> {
  return expectNoViolations(cases, runChangeCase);
}

export function describeChanges(change: Change, marketType: MarketType): void {
  beforeAll(startHarness);
  afterAll(stopHarness);

  describe(`every fault, one at a time, of ${change} on ${marketType}`, () => {
    it('of the request that changes', { timeout }, async () => {
      await expectNone(changingFaults(change, marketType));
    });

    it('of the requests that read', { timeout }, async () => {
      await expectNone(readFaults(change, marketType));
    });

    it('of the table, each request and each kind', { timeout }, async () => {
      await expectNone(await changeAwsFaults(change, marketType));
    });

    it('of the worker: it dies before and after every await', { timeout }, async () => {
      await expectNone(await changeCrashes(change, marketType));
    });

    it('of the clocks, ours up to 2 s off and the exchange’s up to 5 s from ours', { timeout }, async () => {
      await expectNone(changeSkews(change, marketType));
    });
  });
}
