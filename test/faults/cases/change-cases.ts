import { awsFaultKinds } from '../harness/aws.ts';
import { type ChangeCaseTerms, type ChangeStep, runChangeCase } from '../harness/change-case.ts';
import type { Sent } from '../harness/exchange.ts';
import { type ExchangeFault, everyExchangeFault } from '../harness/exchange-faults.ts';
import type { Change } from '../scenes/scene.ts';
import { countsNonces, type TestedMarket } from '../scenes/scenes.ts';
import { thorough } from './fault-settings.ts';

type Base = Omit<ChangeCaseTerms, 'title' | 'market' | 'change'>;
type FaultOf = NonNullable<ChangeCaseTerms['exchangeFault']>;

/** Which of the calls with this name it strikes: placing the orders beforehand has looked up nothing. */
function on(name: string, fault: ExchangeFault, also: FaultOf = () => undefined, nth = 0): FaultOf {
  return (sent: Sent) => (sent.name === name && sent.nth === nth ? fault : also(sent));
}

function basesOf(change: Change, market: TestedMarket): Record<string, Base> {
  const call = market.scene.changes[change];
  return {
    'a clean path': {},
    'a lost answer': { exchangeFault: on(call, { kind: 'drop-after' }) },
    'a lost request': { exchangeFault: on(call, { kind: 'drop-before' }) },
    'a late request': { exchangeFault: on(call, { kind: 'late', ms: 7_000 }), nonceWindow: 600_000n },
    'a request that could not leave': { exchangeFault: on(call, { kind: 'refused' }) },
    ...(countsNonces(market) ? { 'refused nonces': { nonceAheadMs: 5_000 } } : {}),
  };
}

function title(change: Change, market: TestedMarket, ...words: unknown[]): string {
  return [market.title, change, ...words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word)))].join(
    ' ',
  );
}

/** Every fault of the request that changes: of the first one, and of the second where one is sent. */
export function changingFaults(change: Change, market: TestedMarket): ChangeCaseTerms[] {
  const name = market.scene.changes[change];
  const nths = thorough ? [0, 1] : [0];
  return everyExchangeFault.flatMap((fault, index) =>
    nths.flatMap((nth) =>
      windowsFor(market, fault).map((nonceWindow) => ({
        title: title(change, market, name, nth, fault, `nonce window ${nonceWindow}`),
        market,
        change,
        nonceWindow,
        patient: (index + nth) % 2 === 1,
        exchangeFault: on(name, fault, undefined, nth),
      })),
    ),
  );
}

/** In a wide window a later request does not shut out an earlier one. */
function windowsFor(market: TestedMarket, { kind }: ExchangeFault): readonly bigint[] {
  return countsNonces(market) && (thorough || kind === 'late' || kind === 'duplicate-late')
    ? [10_000n, 600_000n]
    : [10_000n];
}

export function readFaults(change: Change, market: TestedMarket): ChangeCaseTerms[] {
  return market.scene.reads[change].flatMap(([name, base, before = 0]) => {
    const terms = basesOf(change, market)[base] ?? {};
    const nths = [before, before + 1].slice(0, thorough ? 2 : 1);
    return everyExchangeFault
      .filter(({ ms = 0, applied }) => thorough || (applied !== true && [0, 20_000, 30_000].includes(ms)))
      .flatMap((fault) =>
        nths.map((nth) => ({
          ...terms,
          title: title(change, market, name, nth, fault, 'after', base),
          market,
          change,
          exchangeFault: on(name, fault, terms.exchangeFault, nth),
        })),
      );
  });
}

export async function changeAwsFaults(change: Change, market: TestedMarket): Promise<ChangeCaseTerms[]> {
  const cases: ChangeCaseTerms[] = [];
  for (const base of ['a clean path', 'a lost answer', ...(thorough ? ['a request that could not leave'] : [])]) {
    const terms = { ...basesOf(change, market)[base], market, change };
    const { scenario } = await runChangeCase({ ...terms, title: 'recording' });
    const calls = scenario.aws.calls.filter(({ service }) => service === 'table');
    const first = calls.findIndex(({ invocation }) => invocation.startsWith(change));
    const points = Array.from({ length: calls.length - first }, (_, index) => first + index);
    for (const nth of thorough ? points : points.slice(0, 8))
      for (const kind of awsFaultKinds)
        for (const times of thorough || kind === 'error' ? [1, 3] : [1])
          cases.push({
            ...terms,
            title: title(change, market, 'table', nth, kind, `x${times}`, 'after', base),
            awsFault: (call) =>
              call.service === 'table' && call.nth >= nth && call.nth < nth + times ? kind : undefined,
          });
  }
  return cases;
}

export async function changeCrashes(change: Change, market: TestedMarket): Promise<ChangeCaseTerms[]> {
  const cases: ChangeCaseTerms[] = [];
  const enumerate = async (step: ChangeStep, base: string, more: Base = {}): Promise<void> => {
    const terms = { ...basesOf(change, market)[base], ...more, market, change };
    const { hops } = await runChangeCase({ ...terms, title: 'recording' });
    for (const [hop, label] of hops[step].entries()) {
      // Waiting for a proof repeats the same hops over and over.
      if (!thorough && hop >= 8 && hop < hops[step].length - 2) continue;
      for (const when of thorough || hop === 0 ? (['before', 'after'] as const) : (['after'] as const))
        cases.push({
          ...terms,
          title: title(change, market, step, 'dies', when, hop, label, 'after', base),
          crash: { step, hop, when },
        });
    }
  };
  const bases = Object.keys(basesOf(change, market));
  for (const base of thorough ? bases : bases.filter((name) => !name.startsWith('a late')))
    await enumerate('change', base);
  await enumerate('again', 'a request that could not leave');
  await enumerate('again', 'a clean path');
  for (const base of ['a clean path', 'a lost request', ...(thorough ? ['a late request'] : [])])
    await enumerate('resolve', base, { patient: true, abandons: true });
  return cases;
}

export function changeSkews(change: Change, market: TestedMarket): ChangeCaseTerms[] {
  const bases = Object.entries(basesOf(change, market)).filter(([base]) => thorough || skewBases.includes(base));
  return (thorough ? [-2_000, -1_000, 0, 1_000, 2_000] : [-2_000, 2_000]).flatMap((ourSkewMs) =>
    [-4_500, -2_000, 0, 2_000, 4_500]
      .filter((exchangeSkewMs) => Math.abs(ourSkewMs - exchangeSkewMs) <= 5_000)
      .flatMap((exchangeSkewMs) =>
        bases.map(([base, terms]) => ({
          ...terms,
          title: title(change, market, 'our clock', ourSkewMs, 'the exchange’s', exchangeSkewMs, base),
          market,
          change,
          ourSkewMs,
          exchangeSkewMs,
        })),
      ),
  );
}

const skewBases: readonly string[] = ['a clean path', 'a late request'];
