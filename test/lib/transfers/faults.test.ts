import '../../faults/harness/mocks.ts';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type AwsCall, awsFaultKinds } from '../../faults/harness/aws.ts';
import { everyExchangeFault } from '../../faults/harness/exchange-faults.ts';
import { startHarness, stopHarness } from '../../faults/harness/start.ts';
import { type CaseTerms, expectAll, nameOf, onMove, runCase } from './fixture-cases.ts';
import { type Leg, lookCalls } from './fixture-scenario.ts';

const legs: readonly Leg[] = ['spot', 'swap', 'side'];

beforeAll(startHarness);
afterAll(() => stopHarness());

describe.each(legs)('a transfer from %s happens once or not at all, and each answer is true', (leg) => {
  it.each([true, false])('a fault of the transfer request is survived (retried at once: %s)', async (impatient) => {
    await expectAll(
      faultsOf(leg).map((fault) => ({
        title: nameOf(fault),
        leg,
        impatient,
        exchangeFault: onMove(leg, fault),
      })),
    );
  });

  it.each([true, false])(
    'a fault of the transfer request is survived while the ledger is late (retried at once: %s)',
    async (impatient) => {
      await expectAll(
        faultsOf(leg).map((fault) => ({
          title: `${nameOf(fault)}, the ledger is late`,
          leg,
          impatient,
          ledgerLateMs: 8000,
          exchangeFault: onMove(leg, fault),
        })),
      );
    },
  );

  it('answers of rare shapes without any fault are told as they ended', async () => {
    await expectAll([{ title: 'rare shapes', leg, isRarelyShaped: true }]);
  });

  it('a fault of the looks is survived', async () => {
    const kinds = everyExchangeFault.filter(({ kind, ms = 0 }) => !/late|duplicate/.test(kind) && ms < 7_000);
    await expectAll(
      lookCalls[leg].flatMap((call) =>
        kinds.map((fault, index): CaseTerms => {
          // Three lockouts in a row outlast the time after which a person is asked.
          const strikes = fault.kind === 'locked-out' ? 1 : 3;
          const end = onMove(leg, { kind: index % 2 === 0 ? 'drop-after' : 'drop-before' });
          return {
            title: `${call} ${nameOf(fault)}`,
            leg,
            exchangeFault: (sent) => (sent.name === call && sent.nth < strikes ? fault : end(sent)),
          };
        }),
      ),
    );
  });

  it.each(['drop-after', 'drop-before'] as const)(
    'a crash of the call is survived wherever the worker dies (%s)',
    async (kind) => {
      const terms = { leg, exchangeFault: onMove(leg, { kind }) };
      const { createHops } = await runCase({ ...terms, title: 'no crash' });
      await expectAll(crashes(terms, 'create', createHops.length));
    },
  );

  it.each(['drop-after', 'drop-before'] as const)(
    'a crash of the settling job is survived wherever the job dies (%s)',
    async (kind) => {
      const terms = { leg, abandoned: true, exchangeFault: onMove(leg, { kind }) };
      const { resolveHops } = await runCase({ ...terms, title: 'no crash' });
      await expectAll(crashes(terms, 'resolve', resolveHops.length));
    },
  );

  it.each([undefined, 'drop-after'] as const)('a fault of any table request is survived (%s)', async (kind) => {
    const exchangeFault = kind === undefined ? {} : { exchangeFault: onMove(leg, { kind }) };
    const { createHops } = await runCase({ leg, title: 'no fault', ...exchangeFault });
    const requests = createHops.filter((label) => label.startsWith('table'));
    const isHit = (call: AwsCall, nth: number) => call.service === 'table' && call.nth === nth;
    await expectAll(
      requests.flatMap((label, nth) =>
        awsFaultKinds.map((fault): CaseTerms => {
          const awsFault = (call: AwsCall) => (isHit(call, nth) ? fault : undefined);
          return { title: `${label} ${nth} ${fault}`, leg, ...exchangeFault, awsFault };
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
function faultsOf(leg: Leg) {
  return everyExchangeFault.filter(({ kind }) => leg === 'spot' || !/^(duplicate|repeated)/.test(kind));
}
