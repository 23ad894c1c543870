import '../../faults/harness/mocks.ts';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type AwsCall, awsFaultKinds } from '../../faults/harness/aws.ts';
import { everyExchangeFault } from '../../faults/harness/exchange-faults.ts';
import { startHarness, stopHarness } from '../../faults/harness/start.ts';
import { type CaseTerms, expectAll, nameOf, onMove, runCase } from './fixture-cases.ts';
import { lookCalls, type MarketType } from './fixture-scenario.ts';

const marketTypes: readonly MarketType[] = ['spot', 'swap'];

beforeAll(startHarness);
afterAll(() => stopHarness());

describe.each(marketTypes)('a transfer from %s happens once or not at all, and each answer is true', (marketType) => {
  it.each([true, false])('a fault of the transfer request is survived (retried at once: %s)', async (impatient) => {
    await expectAll(
      faultsOf(marketType).map((fault) => ({
        title: nameOf(fault),
        marketType,
        impatient,
        exchangeFault: onMove(marketType, fault),
      })),
    );
  });

  it.each([true, false])(
    'a fault of the transfer request is survived while the ledger is late (retried at once: %s)',
    async (impatient) => {
      await expectAll(
        faultsOf(marketType).map((fault) => ({
          title: `${nameOf(fault)}, the ledger is late`,
          marketType,
          impatient,
          ledgerLateMs: 8000,
          exchangeFault: onMove(marketType, fault),
        })),
      );
    },
  );

  it('answers of rare shapes without any fault are told as they ended', async () => {
    await expectAll([{ title: 'rare shapes', marketType, isRarelyShaped: true }]);
  });

  it('a fault of the looks is survived', async () => {
    const kinds = everyExchangeFault.filter(({ kind, ms = 0 }) => !/late|duplicate/.test(kind) && ms < 7_000);
    await expectAll(
      lookCalls[marketType].flatMap((call) =>
        kinds.map((fault, index): CaseTerms => {
          // Three lockouts in a row outlast the time after which a person is asked.
          const strikes = fault.kind === 'locked-out' ? 1 : 3;
          const end = onMove(marketType, { kind: index % 2 === 0 ? 'drop-after' : 'drop-before' });
          return {
            title: `${call} ${nameOf(fault)}`,
            marketType,
            exchangeFault: (sent) => (sent.name === call && sent.nth < strikes ? fault : end(sent)),
          };
        }),
      ),
    );
  });

  it.each(['drop-after', 'drop-before'] as const)(
    'a crash of the call is survived wherever the worker dies (%s)',
    async (kind) => {
      const terms = { marketType, exchangeFault: onMove(marketType, { kind }) };
      const { createHops } = await runCase({ ...terms, title: 'no crash' });
      await expectAll(crashes(terms, 'create', createHops.length));
    },
  );

  it.each(['drop-after', 'drop-before'] as const)(
    'a crash of the settling job is survived wherever the job dies (%s)',
    async (kind) => {
      const terms = { marketType, abandoned: true, exchangeFault: onMove(marketType, { kind }) };
      const { resolveHops } = await runCase({ ...terms, title: 'no crash' });
      await expectAll(crashes(terms, 'resolve', resolveHops.length));
    },
  );

  it.each([undefined, 'drop-after'] as const)('a fault of any table request is survived (%s)', async (kind) => {
    const exchangeFault = kind === undefined ? {} : { exchangeFault: onMove(marketType, { kind }) };
    const { createHops } = await runCase({ marketType, title: 'no fault', ...exchangeFault });
    const requests = createHops.filter((label) => label.startsWith('table'));
    const isHit = (call: AwsCall, nth: number) => call.service === 'table' && call.nth === nth;
    await expectAll(
      requests.flatMap((label, nth) =>
        awsFaultKinds.map((fault): CaseTerms => {
          const awsFault = (call: AwsCall) => (isHit(call, nth) ? fault : undefined);
          return { title: `${label} ${nth} ${fault}`, marketType, ...exchangeFault, awsFault };
        }),
      ),
    );
  });
});

/** The first two rounds of look-ups and the last: those between are the same again. */
function worthwhile(hop: number, count: number): boolean {
  return hop < 12 || hop >= count - 4;
}

function crashes(terms: Omit<CaseTerms, 'title'>, step: 'create' | 'resolve', count: number): CaseTerms[] {
  return Array.from({ length: count }, (_, hop) => hop)
    .filter((hop) => worthwhile(hop, count))
    .flatMap((hop) =>
      (['before', 'after'] as const).map((when) => {
        const title = `${step} dies ${when} hop ${hop}`;
        return { ...terms, title, crash: { step, hop, when } };
      }),
    );
}

/** No nonce, no client id: bytes that a network delivers twice are two withdrawals at Kraken Futures, whatever we do. */
function faultsOf(marketType: MarketType) {
  return everyExchangeFault.filter(({ kind }) => marketType === 'spot' || !/^(duplicate|repeated)/.test(kind));
}
