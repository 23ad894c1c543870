import '../../faults/harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { oneIn } from '../../faults/cases/single-faults.ts';
import type { ExchangeFault } from '../../faults/harness/exchange-faults.ts';
import type { ScenarioTerms } from '../../faults/harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from '../../faults/harness/start.ts';
import { type BinanceTransfers, openBinanceTransfers } from './fixture-binance.ts';
import { type CaseTerms, expectAll, nameOf, onMove, runCase } from './fixture-cases.ts';
import { type BinanceLeg, lookCalls, moveCall } from './fixture-scenario.ts';

/** Binance takes no client id and counts no nonces: only the history of transfers tells whether a request has moved money. */

const legs: readonly BinanceLeg[] = ['to-usdm', 'from-usdm'];

const faults: readonly ExchangeFault[] = [
  ...(['refused', 'drop-before', 'drop-after', 'stall-body', 'truncate', 'limited', 'denied'] as const).map(ofKind),
  ...([7_000, 14_000] as const).map((ms) => ({ kind: 'late', ms }) as const),
  ...(['http-503', 'json-200', 'no-id-200'] as const).map((kind) => ({ kind, applied: true })),
  { kind: 'http-503', applied: false },
  { kind: 'delay', ms: 8_500, applied: true },
];
const lookFaults: readonly ExchangeFault[] = [
  ...(['drop-before', 'limited', 'denied', 'truncate'] as const).map(ofKind),
  ...[0.1, 0.6].map((chance) => ({ kind: 'garbled-row', chance }) as const),
  { kind: 'json-200', applied: true },
];

function ofKind(kind: ExchangeFault['kind']): ExchangeFault {
  return { kind };
}

let s: BinanceTransfers | null = null;
async function open(terms: ScenarioTerms = {}): Promise<BinanceTransfers> {
  s = await openBinanceTransfers(terms);
  return s;
}

beforeAll(startHarnessOverTable);
afterAll(() => stopHarness());
afterEach(async () => {
  await s?.close();
  s = null;
});

describe.each(legs)('a transfer %s of Binance happens once or not at all, and each answer is true', (leg) => {
  it.each([0, 20_000])('under a fault of the request, with a history %d ms behind', async (historyLateMs) => {
    const cases = faults.map((fault, index) => ({
      title: nameOf(fault),
      leg,
      historyLateMs,
      impatient: index % 2 === 0,
      exchangeFault: onMove(leg, fault),
    }));
    await expectAll(oneIn(historyLateMs === 0 ? 2 : 4, cases));
  });

  it('under a fault of the looks', async () => {
    const [look = ''] = lookCalls[leg];
    const cases = lookFaults.flatMap((fault) =>
      (['drop-after', 'drop-before'] as const).map((kind): CaseTerms => {
        const end = onMove(leg, { kind });
        return {
          title: `${kind}, then ${nameOf(fault)} of three looks`,
          leg,
          exchangeFault: (sent) => (sent.name === look && sent.nth < 3 ? fault : end(sent)),
        };
      }),
    );
    await expectAll(oneIn(4, cases));
  });

  it.each(['drop-after', 'drop-before'] as const)('wherever the call or the job dies (%s)', async (kind) => {
    const terms = { leg, exchangeFault: onMove(leg, { kind }) };
    const { createHops } = await runCase({ ...terms, title: 'no crash' });
    const { resolveHops } = await runCase({ ...terms, title: 'no crash', abandoned: true });
    const dying = (step: 'create' | 'resolve', hops: readonly string[]): CaseTerms[] =>
      hops.map((label, hop) => ({
        ...{ ...terms, abandoned: step === 'resolve', title: `${step} dies after hop ${hop} ${label}` },
        crash: { step, hop, when: 'after' },
      }));
    const every = [...dying('create', createHops), ...dying('resolve', resolveHops)];
    // Nothing proves the absence of a lost transfer: each case lasts until a person is asked.
    await expectAll(oneIn(kind === 'drop-after' ? 6 : 20, every));
  });

  it('with an equal later transfer: as many are told as have moved, and no two own one entry', async () => {
    const pairs = [
      'done drop-after',
      'drop-after done',
      'drop-after drop-after',
      'drop-before done',
      'late drop-after',
    ];
    for (const pair of pairs) {
      const each = pair
        .split(' ')
        .map((kind) => (kind === 'done' ? undefined : ({ kind, ms: 7_000 } as ExchangeFault)));
      const one = await open({
        exchangeFault: ({ name, nth }) => (name === moveCall[leg] ? each[nth] : undefined),
      });
      const told = [one.transfer(leg, 'a')];
      await one.scenario.run(one.scenario.time.now() + 3_000);
      told.push(one.transfer(leg, 'b'));
      for (const call of told) await one.over(call);
      await one.settle();
      const records = await one.journal();
      const count = (wanted: string) => records.filter(({ state }) => state === wanted).length;
      const trace = `${pair}: ${records.map(({ state }) => state)}, moved ${one.moved(leg)}`;
      expect(count('ACCEPTED'), trace).toBeLessThanOrEqual(one.moved(leg));
      expect(count('ACCEPTED') + count('NEEDS_REVIEW'), trace).toBeGreaterThanOrEqual(one.moved(leg));
      const names = records.flatMap(({ exchangeTransferId: id }) => (id === null ? [] : [id]));
      expect(new Set(names).size, trace).toBe(names.length);
      await one.close();
      s = null;
    }
  });

  it('acknowledged before the history shows the entry is pending, then completed, and never sent again', async () => {
    const one = await open({ historyLateMs: 90_000 });
    const told = one.transfer(leg, 'key');
    await one.over(told);
    expect([told.status, told.body.data?.status]).toEqual([200, 'pending']);
    for (let minute = 0; minute < 3; minute += 1) {
      await one.scenario.run(one.scenario.time.now() + 60_000);
      const job = one.scenario.resolve();
      await one.scenario.run(undefined, () => job.state !== 'running');
    }
    const again = one.transfer(leg, 'key');
    await one.over(again);
    expect([again.status, again.body.data?.status, one.moved(leg)]).toEqual([200, 'completed', 1]);
  });
});
