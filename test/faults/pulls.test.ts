import './harness/mocks.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopsAtFirst } from './cases/fault-settings.ts';
import { type PullCase, phases, pullUntilRead, quarter, runPullCase } from './cases/pull-case.ts';
import { awsFaultCases, crashCases, duplicateCases, exchangeFaultCases } from './cases/pull-cases.ts';
import { pullOnce } from './harness/pulls.ts';
import { openScenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';

beforeAll(startHarness);
afterAll(stopHarness);

const timeout = 600_000;

describe('a pull', () => {
  it.each(phases)('without a fault (%s) stores every row once and tells no gap', async (phase) => {
    const { violations, outcome } = await runPullCase({ title: 'clean', phase });
    expect([violations, outcome]).toEqual([[], 'done']);
  });

  it('that finds little new costs each product one request to its exchange, spot one more for the limits of the key, and both together six to the table', async () => {
    const scenario = await openScenario(['desk']);
    try {
      await pullUntilRead(scenario, 'desk');
      await scenario.run(scenario.time.now() + quarter);
      const { hops } = (await pullOnce(scenario, 'desk')).invocation;
      expect(hops.filter((hop) => hop.startsWith('exchange')).toSorted()).toEqual([
        'exchange GetApiKeyInfo',
        'exchange Ledgers',
        'exchange history/account-log',
      ]);
      expect(hops.filter((hop) => hop.startsWith('table')).length).toBeLessThanOrEqual(6);
    } finally {
      await scenario.close();
    }
  });

  it('that dies before or after any of its hops loses and doubles nothing', { timeout }, async () => {
    await expectNone(await crashCases());
  });

  it('whose exchange misbehaves loses and doubles nothing, and its message is done', { timeout }, async () => {
    await expectNone(exchangeFaultCases(), ['done']);
  });

  it('whose table or KMS fails loses and doubles nothing', { timeout }, async () => {
    await expectNone(await awsFaultCases(), ['done', 'failed']);
  });

  it('that is delivered again while it is under way loses and doubles nothing', { timeout }, async () => {
    await expectNone(await duplicateCases(), ['done']);
  });
});

async function expectNone(cases: readonly PullCase[], outcomes?: readonly string[]): Promise<void> {
  const found: string[] = [];
  for (const terms of cases) {
    const { violations, trace, outcome } = await runPullCase(terms);
    const faults =
      outcomes?.includes(outcome ?? 'none') === false ? [...violations, `outcome: ${outcome}`] : violations;
    if (faults.length === 0) continue;
    found.push(`${terms.title}\n  ${faults.join('\n  ')}`);
    if (found.length === 1) found.push(trace.join('\n'));
    if (stopsAtFirst) break;
  }
  process.stdout.write(`${cases.length} cases, ${found.length === 0 ? 0 : found.length - 1} with violations\n`);
  expect(found.join('\n')).toBe('');
}
