import { awsFaultKinds } from '../harness/aws.ts';
import { type ChangeCaseTerms, type ChangeStep, changeCall, runChangeCase } from '../harness/change-case.ts';
import type { Sent } from '../harness/exchange.ts';
import { type ExchangeFault, everyExchangeFault } from '../harness/exchange-faults.ts';
import type { Product } from '../harness/orders.ts';
import { thorough } from './fault-settings.ts';

export type Change = ChangeCaseTerms['change'];
type Base = Omit<ChangeCaseTerms, 'title' | 'product' | 'change'>;
type FaultOf = NonNullable<ChangeCaseTerms['exchangeFault']>;

/** Which of the calls with this name it strikes: placing the orders beforehand has looked up nothing. */
function on(name: string, fault: ExchangeFault, also: FaultOf = () => undefined, nth = 0): FaultOf {
  return (sent: Sent) => (sent.name === name && sent.nth === nth ? fault : also(sent));
}

function basesOf(change: Change, product: Product): Record<string, Base> {
  const call = changeCall[change][product];
  return {
    'a clean path': {},
    'a lost answer': { exchangeFault: on(call, { kind: 'drop-after' }) },
    'a lost request': { exchangeFault: on(call, { kind: 'drop-before' }) },
    'a late request': { exchangeFault: on(call, { kind: 'late', ms: 7_000 }), nonceWindow: 600_000n },
    'a request that could not leave': { exchangeFault: on(call, { kind: 'refused' }) },
    ...(product === 'spot' ? { 'refused nonces': { nonceAheadMs: 5_000 } } : {}),
  };
}

function title(change: Change, product: Product, ...words: unknown[]): string {
  return [product, change, ...words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word)))].join(' ');
}

/** Every fault of the request that changes: of the first one, and of the second where one is sent. */
export function changingFaults(change: Change, product: Product): ChangeCaseTerms[] {
  const name = changeCall[change][product];
  const nths = thorough ? [0, 1] : [0];
  return everyExchangeFault.flatMap((fault, index) =>
    nths.flatMap((nth) =>
      windowsFor(product, fault).map((nonceWindow) => ({
        title: title(change, product, name, nth, fault, `nonce window ${nonceWindow}`),
        product,
        change,
        nonceWindow,
        patient: (index + nth) % 2 === 1,
        exchangeFault: on(name, fault, undefined, nth),
      })),
    ),
  );
}

/** In a wide window a later request does not shut out an earlier one. */
function windowsFor(product: Product, { kind }: ExchangeFault): readonly bigint[] {
  return product === 'spot' && (thorough || kind === 'late' || kind === 'duplicate-late')
    ? [10_000n, 600_000n]
    : [10_000n];
}

/** The calls beside, and after what they are made. */
const readsOf: Record<Change, Record<Product, readonly (readonly [call: string, base: string])[]>> = {
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

export function readFaults(change: Change, product: Product): ChangeCaseTerms[] {
  return readsOf[change][product].flatMap(([name, base]) => {
    const terms = basesOf(change, product)[base] ?? {};
    // Placing the orders beforehand has read some: on spot each is read back once.
    const nths = (name === 'QueryOrders' ? [2, 3] : [0, 1]).slice(0, thorough ? 2 : 1);
    return everyExchangeFault
      .filter(({ ms = 0, applied }) => thorough || (applied !== true && [0, 20_000, 30_000].includes(ms)))
      .flatMap((fault) =>
        nths.map((nth) => ({
          ...terms,
          title: title(change, product, name, nth, fault, 'after', base),
          product,
          change,
          exchangeFault: on(name, fault, terms.exchangeFault, nth),
        })),
      );
  });
}

export async function changeAwsFaults(change: Change, product: Product): Promise<ChangeCaseTerms[]> {
  const cases: ChangeCaseTerms[] = [];
  for (const base of ['a clean path', 'a lost answer', ...(thorough ? ['a request that could not leave'] : [])]) {
    const terms = { ...basesOf(change, product)[base], product, change };
    const { scenario } = await runChangeCase({ ...terms, title: 'recording' });
    const calls = scenario.aws.calls.filter(({ service }) => service === 'table');
    const first = calls.findIndex(({ invocation }) => invocation.startsWith(change));
    const points = Array.from({ length: calls.length - first }, (_, index) => first + index);
    for (const nth of thorough ? points : points.slice(0, 8))
      for (const kind of awsFaultKinds)
        for (const times of thorough || kind === 'error' ? [1, 3] : [1])
          cases.push({
            ...terms,
            title: title(change, product, 'table', nth, kind, `x${times}`, 'after', base),
            awsFault: (call) =>
              call.service === 'table' && call.nth >= nth && call.nth < nth + times ? kind : undefined,
          });
  }
  return cases;
}

export async function changeCrashes(change: Change, product: Product): Promise<ChangeCaseTerms[]> {
  const cases: ChangeCaseTerms[] = [];
  const enumerate = async (step: ChangeStep, base: string, more: Base = {}): Promise<void> => {
    const terms = { ...basesOf(change, product)[base], ...more, product, change };
    const { hops } = await runChangeCase({ ...terms, title: 'recording' });
    for (const [hop, label] of hops[step].entries()) {
      // Waiting for a proof repeats the same hops over and over.
      if (!thorough && hop >= 8 && hop < hops[step].length - 2) continue;
      for (const when of thorough || hop === 0 ? (['before', 'after'] as const) : (['after'] as const))
        cases.push({
          ...terms,
          title: title(change, product, step, 'dies', when, hop, label, 'after', base),
          crash: { step, hop, when },
        });
    }
  };
  const bases = Object.keys(basesOf(change, product));
  for (const base of thorough ? bases : bases.filter((name) => !name.startsWith('a late')))
    await enumerate('change', base);
  await enumerate('again', 'a request that could not leave');
  await enumerate('again', 'a clean path');
  for (const base of ['a clean path', 'a lost request', ...(thorough ? ['a late request'] : [])])
    await enumerate('resolve', base, { patient: true, abandons: true });
  return cases;
}

export function changeSkews(change: Change, product: Product): ChangeCaseTerms[] {
  const bases = Object.entries(basesOf(change, product)).filter(([base]) => thorough || skewBases.includes(base));
  return (thorough ? [-2_000, -1_000, 0, 1_000, 2_000] : [-2_000, 2_000]).flatMap((ourSkewMs) =>
    [-4_500, -2_000, 0, 2_000, 4_500]
      .filter((exchangeSkewMs) => Math.abs(ourSkewMs - exchangeSkewMs) <= 5_000)
      .flatMap((exchangeSkewMs) =>
        bases.map(([base, terms]) => ({
          ...terms,
          title: title(change, product, 'our clock', ourSkewMs, 'the exchange’s', exchangeSkewMs, base),
          product,
          change,
          ourSkewMs,
          exchangeSkewMs,
        })),
      ),
  );
}

const skewBases: readonly string[] = ['a clean path', 'a late request'];
