import { type AwsFaultKind, awsFaultKinds } from '../harness/aws.ts';
import { type CaseTerms, runCase, type Step } from '../harness/case.ts';
import type { Sent } from '../harness/exchange.ts';
import { type ExchangeFault, everyExchangeFault } from '../harness/exchange-faults.ts';
import { type MarketType, type OrderType, orderTypes, placeCall } from '../harness/orders.ts';
import { thorough } from './fault-settings.ts';

export type Base = Omit<CaseTerms, 'title' | 'marketType' | 'type'>;
type FaultOf = (sent: Sent) => ExchangeFault | undefined;

function on(name: string, fault: ExchangeFault, ...alsoOn: readonly FaultOf[]): FaultOf {
  return (sent) =>
    sent.name === name && sent.nth === 0
      ? fault
      : alsoOn.map((other) => other(sent)).find((found) => found !== undefined);
}

/** The resolver's first look-up comes when a filled order is not among the open ones any more, and not in the history yet. */
const historyBehind = 'a death, with a history that is behind';

/** What a case can be in the middle of when the fault under test strikes. */
export function basesOf(marketType: MarketType): Record<string, Base> {
  const place = placeCall[marketType];
  return {
    'a clean path': {},
    'a cold start': { cold: true },
    'a cancellation': { cancels: true },
    'a lost answer': { exchangeFault: on(place, { kind: 'drop-after' }) },
    'a lost request': { exchangeFault: on(place, { kind: 'drop-before' }) },
    'a request at the last moment': {
      exchangeFault: on(place, { kind: 'late', ms: 11_500 }),
      nonceWindow: wideWindow,
    },
    'a late request': { exchangeFault: on(place, { kind: 'late', ms: 7_000 }) },
    'a request that could not leave': { exchangeFault: on(place, { kind: 'refused' }) },
    ...(marketType === 'spot' ? { 'refused nonces': { nonceAheadMs: 5_000 } } : {}),
    ...(marketType === 'spot' && thorough ? { 'a far nonce': { nonceAheadMs: 60_000 } } : {}),
    [historyBehind]: { historyLateMs: 90_000, patient: true, abandons: true },
  };
}

/** The calls beside the placing one, and after what they are made. */
const lookUps: Record<MarketType, readonly (readonly [call: string, base: string, type?: OrderType])[]> = {
  spot: [
    ['QueryOrders', 'a clean path'],
    ['OpenOrders', 'a lost answer'],
    ['OpenOrders', 'a lost request'],
    ['ClosedOrders', 'a lost answer', 'market'],
    ['ClosedOrders', 'a lost request'],
    ['TradesHistory', 'a lost request', 'market'],
    ['TradesHistory', historyBehind, 'market'],
    ['QueryOrders', historyBehind, 'market'],
    ['GetApiKeyInfo', 'refused nonces'],
    ['CancelOrder', 'a cancellation', 'limit'],
  ],
  swap: [
    ['orders/status', 'a lost answer'],
    ['orders/status', 'a lost request'],
    ['history/orders', 'a lost request'],
    ['history/triggers', 'a lost request'],
    ['fills', 'a lost answer', 'market'],
    ['fills', 'a lost request', 'market'],
    ['fills', historyBehind, 'market'],
    ['cancelorder', 'a cancellation', 'limit'],
  ],
};

/** A key whose nonce window is so wide that a later request does not shut out an earlier one. */
const wideWindow = 600_000n;

export function placingFaults(marketType: MarketType): CaseTerms[] {
  return [
    ...everyExchangeFault.flatMap((fault, index) =>
      typesFor(index, 2).map((type) => ({
        title: `${marketType} ${type} ${JSON.stringify(fault)}`,
        marketType,
        type,
        patient: index % 2 === 1,
        exchangeFault: on(placeCall[marketType], fault),
      })),
    ),
    ...everyExchangeFault
      .filter(({ kind }) => kind === 'late' || kind === 'duplicate-late')
      .map((fault) => ({
        title: `${marketType} ${JSON.stringify(fault)} with a wide nonce window`,
        marketType,
        type: 'market' as const,
        nonceWindow: wideWindow,
        exchangeFault: on(placeCall[marketType], fault),
      })),
  ];
}

/** All seven, or `count` that differ from one index to the next; the market order, which alone ends at once, is always among them. */
function typesFor(index: number, count: number): readonly OrderType[] {
  if (thorough) return orderTypes;
  const others = orderTypes.filter((type) => type !== 'market');
  return [
    'market',
    ...Array.from({ length: count - 1 }, (_, at) => others[(index * (count - 1) + at) % others.length] ?? 'limit'),
  ];
}

export function lookUpFaults(marketType: MarketType, bases: Record<string, Base>): CaseTerms[] {
  return lookUps[marketType].flatMap(([call, base, only]) =>
    everyExchangeFault
      // Whether the exchange acts on a read makes no difference.
      .filter(({ ms = 0, applied }) => thorough || (applied !== true && [0, 20_000, 30_000].includes(ms)))
      .flatMap((fault, index) =>
        (only === undefined
          ? thorough
            ? orderTypes
            : typesFor(index + 1, 2).slice(index % 2, 1 + (index % 2))
          : [only]
        ).map((type) => ({
          ...bases[base],
          title: `${marketType} ${type} ${call} ${JSON.stringify(fault)} after ${base}`,
          marketType,
          type,
          exchangeFault: on(
            call,
            fault,
            ...(bases[base]?.exchangeFault === undefined ? [] : [bases[base].exchangeFault]),
          ),
        })),
      ),
  );
}

export async function awsFaults(marketType: MarketType, bases: Record<string, Base>): Promise<CaseTerms[]> {
  const cases: CaseTerms[] = [];
  for (const [base, cancels] of [
    ['a cold start', false],
    ['a lost answer', false],
    ['a request that could not leave', true],
  ] as const) {
    const type = cancels ? 'limit' : 'market';
    const terms = { ...bases[base], marketType, type, cancels } as const;
    const { aws } = (await runCase({ ...terms, title: 'recording' })).scenario;
    for (const service of ['table', 'kms'] as const) {
      const count = aws.calls.filter((call) => call.service === service).length;
      for (let nth = 0; nth < Math.min(count, thorough ? 40 : 9); nth += 1)
        for (const kind of awsFaultKinds)
          for (const times of thorough || kind === 'error' ? [1, 3] : [1])
            cases.push({
              ...terms,
              title: `${marketType} ${service} ${nth} ${kind} x${times} after ${base}`,
              awsFault: struck(service, nth, times, kind),
            });
    }
  }
  return cases;
}

function struck(service: string, from: number, times: number, kind: AwsFaultKind): NonNullable<CaseTerms['awsFault']> {
  return (call) => (call.service === service && call.nth >= from && call.nth < from + times ? kind : undefined);
}

export async function crashes(marketType: MarketType, bases: Record<string, Base>): Promise<CaseTerms[]> {
  const cases: CaseTerms[] = [];
  const enumerate = async (step: Step, base: string, more: Base, type: OrderType) => {
    const terms = { ...bases[base], ...more, marketType, type };
    const { hops } = await runCase({ ...terms, title: 'recording' });
    // To everybody else, death before a hop is death after the one before it.
    for (const hop of points(hops[step].length))
      for (const when of thorough || hop === 0 ? (['before', 'after'] as const) : (['after'] as const))
        cases.push({
          ...terms,
          title: `${marketType} ${type} ${step} dies ${when} ${hop} ${hops[step][hop]} after ${base}`,
          crash: { step, hop, when },
        });
  };
  for (const type of thorough ? (['market', 'limit', 'trailing_stop'] as const) : (['market', 'limit'] as const)) {
    for (const base of Object.keys(bases).filter(
      (name) => !['a cancellation', 'a request at the last moment', historyBehind].includes(name),
    ))
      if (thorough || (type === 'market') === (base !== 'a cold start' && base !== 'a late request'))
        await enumerate('create', base, {}, type);
    await enumerate('cancel', 'a cancellation', {}, type);
    await enumerate('resolve', 'a lost answer', { patient: true, abandons: true }, type);
  }
  await enumerate('create', 'a clean path', {}, 'limit');
  await enumerate('retry', 'a request that could not leave', {}, 'limit');
  await enumerate('retry', 'a clean path', {}, 'market');
  await enumerate('get', 'a clean path', {}, 'limit');
  await enumerate('resolve', 'a lost request', { patient: true, abandons: true }, 'market');
  await enumerate('resolve', historyBehind, {}, 'market');
  return cases;
}

/** Waiting for a proof of absence repeats the same hops over and over: its beginning and its end are enough. */
function points(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter(
    (index) => thorough || index < 6 || index >= count - 4,
  );
}

/** What the look-ups allow for between our clock and the exchange's. */
const clockMarginMs = 5_000;

const skewBases = ['a request at the last moment', 'a clean path', 'a lost answer', 'a lost request', 'a late request'];

export function skews(marketType: MarketType, bases: Record<string, Base>): CaseTerms[] {
  return [-2_000, -1_000, 0, 1_000, 2_000].flatMap((ourSkewMs, at) =>
    [-4_500, -2_000, 0, 2_000, 4_500].flatMap((exchangeSkewMs) => {
      if (Math.abs(ourSkewMs - exchangeSkewMs) > clockMarginMs) return [];
      const chosen = skewBases.filter((_base, index) => thorough || index === 0 || (index + at) % 2 === 0);
      return chosen.map((base, index) => ({
        ...bases[base],
        title: `${marketType} our clock ${ourSkewMs}, the exchange's ${exchangeSkewMs}, ${base}`,
        marketType,
        type: index % 2 === 0 ? ('market' as const) : ('limit' as const),
        ourSkewMs,
        exchangeSkewMs,
      }));
    }),
  );
}
