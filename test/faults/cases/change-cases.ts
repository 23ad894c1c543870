import { awsFaultKinds } from '../harness/aws.ts';
import { type ChangeCaseTerms, type ChangeStep, changeCall, runChangeCase } from '../harness/change-case.ts';
import type { Sent } from '../harness/exchange.ts';
import { type ExchangeFault, everyExchangeFault } from '../harness/exchange-faults.ts';
import type { MarketType } from '../harness/orders.ts';
import { thorough } from './fault-settings.ts';

export type Change = ChangeCaseTerms['change'];
type Base = Omit<ChangeCaseTerms, 'title' | 'marketType' | 'change'>;
type FaultOf = NonNullable<ChangeCaseTerms['exchangeFault']>;

/** Which of the calls with this name it strikes: placing the orders beforehand has looked up nothing. */
function on(name: string, fault: ExchangeFault, also: FaultOf = () => undefined, nth = 0): FaultOf {
  return (sent: Sent) => (sent.name === name && sent.nth === nth ? fault : also(sent));
}

function basesOf(change: Change, marketType: MarketType): Record<string, Base> {
  const call = changeCall[change][marketType];
  return {
    'a clean path': {},
    'a lost answer': { exchangeFault: on(call, { kind: 'drop-after' }) },
    'a lost request': { exchangeFault: on(call, { kind: 'drop-before' }) },
    'a late request': { exchangeFault: on(call, { kind: 'late', ms: 7_000 }), nonceWindow: 600_000n },
    'a request that could not leave': { exchangeFault: on(call, { kind: 'refused' }) },
    ...(marketType === 'spot' ? { 'refused nonces': { nonceAheadMs: 5_000 } } : {}),
  };
}

function title(change: Change, marketType: MarketType, ...words: unknown[]): string {
  return [marketType, change, ...words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word)))].join(
    ' ',
  );
}

/** Every fault of the request that changes: of the first one, and of the second where one is sent. */
export function changingFaults(change: Change, marketType: MarketType): ChangeCaseTerms[] {
  const name = changeCall[change][marketType];
  const nths = thorough ? [0, 1] : [0];
  return everyExchangeFault.flatMap((fault, index) =>
    nths.flatMap((nth) =>
      windowsFor(marketType, fault).map((nonceWindow) => ({
        title: title(change, marketType, name, nth, fault, `nonce window ${nonceWindow}`),
        marketType,
        change,
        nonceWindow,
        patient: (index + nth) % 2 === 1,
        exchangeFault: on(name, fault, undefined, nth),
      })),
    ),
  );
}

/** In a wide window a later request does not shut out an earlier one. */
function windowsFor(marketType: MarketType, { kind }: ExchangeFault): readonly bigint[] {
  return marketType === 'spot' && (thorough || kind === 'late' || kind === 'duplicate-late')
    ? [10_000n, 600_000n]
    : [10_000n];
}

/** The calls beside, and after what they are made. */
const readsOf: Record<Change, Record<MarketType, readonly (readonly [call: string, base: string])[]>> = {
  amend: {
    spot: [
      ['QueryOrders', 'a clean path'],
      ['QueryOrders', 'a lost answer'],
      ['QueryOrders', 'a lost request'],
      ['QueryOrders', 'a late request'],
      ['QueryOrders', 'refused nonces'],
      ['GetApiKeyInfo', 'refused nonces'],
    ],
    swap: [
      ['orders/status', 'a clean path'],
      ['orders/status', 'a lost answer'],
      ['orders/status', 'a lost request'],
      ['orders/status', 'a late request'],
    ],
  },
  'cancel-all': {
    spot: [
      ['OpenOrders', 'a clean path'],
      ['OpenOrders', 'a lost answer'],
      ['OpenOrders', 'a lost request'],
      ['OpenOrders', 'refused nonces'],
      ['QueryOrders', 'a lost answer'],
    ],
    swap: [
      ['openorders', 'a clean path'],
      ['openorders', 'a lost answer'],
      ['openorders', 'a lost request'],
      ['orders/status', 'a lost answer'],
    ],
  },
};

export function readFaults(change: Change, marketType: MarketType): ChangeCaseTerms[] {
  return readsOf[change][marketType].flatMap(([name, base]) => {
    const terms = basesOf(change, marketType)[base] ?? {};
    // Placing the orders beforehand has read some: on spot each is read back once.
    const nths = (name === 'QueryOrders' ? [2, 3] : [0, 1]).slice(0, thorough ? 2 : 1);
    return everyExchangeFault
      .filter(({ ms = 0, applied }) => thorough || (applied !== true && [0, 20_000, 30_000].includes(ms)))
      .flatMap((fault) =>
        nths.map((nth) => ({
          ...terms,
          title: title(change, marketType, name, nth, fault, 'after', base),
          marketType,
          change,
          exchangeFault: on(name, fault, terms.exchangeFault, nth),
        })),
      );
  });
}

export async function changeAwsFaults(change: Change, marketType: MarketType): Promise<ChangeCaseTerms[]> {
  const cases: ChangeCaseTerms[] = [];
  for (const base of ['a clean path', 'a lost answer', ...(thorough ? ['a request that could not leave'] : [])]) {
    const terms = { ...basesOf(change, marketType)[base], marketType, change };
    const { scenario } = await runChangeCase({ ...terms, title: 'recording' });
    const calls = scenario.aws.calls.filter(({ service }) => service === 'table');
    const first = calls.findIndex(({ invocation }) => invocation.startsWith(change));
    const points = Array.from({ length: calls.length - first }, (_, index) => first + index);
    for (const nth of thorough ? points : points.slice(0, 8))
      for (const kind of awsFaultKinds)
        for (const times of thorough || kind === 'error' ? [1, 3] : [1])
          cases.push({
            ...terms,
            title: title(change, marketType, 'table', nth, kind, `x${times}`, 'after', base),
            awsFault: (call) =>
              call.service === 'table' && call.nth >= nth && call.nth < nth + times ? kind : undefined,
          });
  }
  return cases;
}

export async function changeCrashes(change: Change, marketType: MarketType): Promise<ChangeCaseTerms[]> {
  const cases: ChangeCaseTerms[] = [];
  const enumerate = async (step: ChangeStep, base: string, more: Base = {}): Promise<void> => {
    const terms = { ...basesOf(change, marketType)[base], ...more, marketType, change };
    const { hops } = await runChangeCase({ ...terms, title: 'recording' });
    for (const [hop, label] of hops[step].entries()) {
      // Waiting for a proof repeats the same hops over and over.
      if (!thorough && hop >= 8 && hop < hops[step].length - 2) continue;
      for (const when of thorough || hop === 0 ? (['before', 'after'] as const) : (['after'] as const))
        cases.push({
          ...terms,
          title: title(change, marketType, step, 'dies', when, hop, label, 'after', base),
          crash: { step, hop, when },
        });
    }
  };
  const bases = Object.keys(basesOf(change, marketType));
  for (const base of thorough ? bases : bases.filter((name) => !name.startsWith('a late')))
    await enumerate('change', base);
  await enumerate('again', 'a request that could not leave');
  await enumerate('again', 'a clean path');
  for (const base of ['a clean path', 'a lost request', ...(thorough ? ['a late request'] : [])])
    await enumerate('resolve', base, { patient: true, abandons: true });
  return cases;
}

export function changeSkews(change: Change, marketType: MarketType): ChangeCaseTerms[] {
  const bases = Object.entries(basesOf(change, marketType)).filter(([base]) => thorough || skewBases.includes(base));
  return (thorough ? [-2_000, -1_000, 0, 1_000, 2_000] : [-2_000, 2_000]).flatMap((ourSkewMs) =>
    [-4_500, -2_000, 0, 2_000, 4_500]
      .filter((exchangeSkewMs) => Math.abs(ourSkewMs - exchangeSkewMs) <= 5_000)
      .flatMap((exchangeSkewMs) =>
        bases.map(([base, terms]) => ({
          ...terms,
          title: title(change, marketType, 'our clock', ourSkewMs, 'the exchange’s', exchangeSkewMs, base),
          marketType,
          change,
          ourSkewMs,
          exchangeSkewMs,
        })),
      ),
  );
}

const skewBases: readonly string[] = ['a clean path', 'a late request'];
