import { type AwsFaultKind, awsFaultKinds } from '../harness/aws.ts';
import { type CaseTerms, runCase, type Step } from '../harness/case.ts';
import { type ExchangeFault, everyExchangeFault, isCopying } from '../harness/exchange-faults.ts';
import { type OrderType, orderTypes } from '../harness/orders.ts';
import { placingCalls, refusesCopies, type TestedMarket } from '../scenes/scenes.ts';
import { type Base, historyBehind, on, wideWindow } from './exhaustive-bases.ts';
import { thorough } from './fault-settings.ts';

/** A copy of an order that has filled at once. */
function isBeyondUs(market: TestedMarket, fault: ExchangeFault, type: OrderType): boolean {
  return !refusesCopies(market) && isCopying(fault) && type === 'market';
}

export function copiedOrder(market: TestedMarket): CaseTerms {
  const exchangeFault = on(placingCalls(market), { kind: 'duplicate' });
  return { title: 'a copy of an order that has filled', market, type: 'market', exchangeFault };
}

export function placingFaults(market: TestedMarket): CaseTerms[] {
  return [
    ...everyExchangeFault.flatMap((fault, index) =>
      typesFor(market, index, 2)
        .filter((type) => !isBeyondUs(market, fault, type))
        .map((type) => ({
          title: `${market.title} ${type} ${JSON.stringify(fault)}`,
          market,
          type,
          patient: index % 2 === 1,
          exchangeFault: on(placingCalls(market), fault),
        })),
    ),
    ...everyExchangeFault
      .filter(({ kind }) => kind === 'late' || kind === 'duplicate-late')
      .filter((fault) => !isBeyondUs(market, fault, 'market'))
      .map((fault) => ({
        title: `${market.title} ${JSON.stringify(fault)} with a wide nonce window`,
        market,
        type: 'market' as const,
        nonceWindow: wideWindow,
        exchangeFault: on(placingCalls(market), fault),
      })),
  ];
}

/** All of the market's types, or `count` that differ from one index to the next; the market order, which alone ends at once, is always among them. */
function typesFor(market: TestedMarket, index: number, count: number): readonly OrderType[] {
  const types = typesOf(market);
  if (thorough) return types;
  const others = types.filter((type) => type !== 'market');
  return [
    'market',
    ...Array.from({ length: count - 1 }, (_, at) => others[(index * (count - 1) + at) % others.length] ?? 'limit'),
  ];
}

export function typesOf({ definition }: TestedMarket): readonly OrderType[] {
  return orderTypes.filter((type) => definition.capabilities.orderTypes.includes(type));
}

export function lookUpFaults(market: TestedMarket, bases: Record<string, Base>): CaseTerms[] {
  return market.scene.looks.flatMap(([call, base, only]) =>
    everyExchangeFault
      // Whether the exchange acts on a read makes no difference.
      .filter(({ ms = 0, applied }) => thorough || (applied !== true && [0, 20_000, 30_000].includes(ms)))
      .flatMap((fault, index) =>
        looked(market, index, only).map((type) => ({
          ...bases[base],
          title: `${market.title} ${type} ${call} ${JSON.stringify(fault)} after ${base}`,
          market,
          type,
          exchangeFault: on(
            [call],
            fault,
            ...(bases[base]?.exchangeFault === undefined ? [] : [bases[base].exchangeFault]),
          ),
        })),
      ),
  );
}

/** One type in turn, or every type. */
function looked(market: TestedMarket, index: number, only?: readonly OrderType[]): readonly OrderType[] {
  if (only !== undefined) return thorough ? only : only.slice(index % only.length, 1 + (index % only.length));
  return thorough ? typesOf(market) : typesFor(market, index + 1, 2).slice(index % 2, 1 + (index % 2));
}

export async function awsFaults(market: TestedMarket, bases: Record<string, Base>): Promise<CaseTerms[]> {
  const cases: CaseTerms[] = [];
  for (const [base, cancels] of [
    ['a cold start', false],
    ['a lost answer', false],
    ['a request that could not leave', true],
  ] as const) {
    const type = cancels ? 'limit' : 'market';
    const terms = { ...bases[base], market, type, cancels } as const;
    const { aws } = (await runCase({ ...terms, title: 'recording' })).scenario;
    for (const service of ['table', 'kms'] as const) {
      const count = aws.calls.filter((call) => call.service === service).length;
      for (let nth = 0; nth < Math.min(count, thorough ? 40 : 9); nth += 1)
        for (const kind of awsFaultKinds)
          for (const times of thorough || kind === 'error' ? [1, 3] : [1])
            cases.push({
              ...terms,
              title: `${market.title} ${service} ${nth} ${kind} x${times} after ${base}`,
              awsFault: struck(service, nth, times, kind),
            });
    }
  }
  return cases;
}

function struck(service: string, from: number, times: number, kind: AwsFaultKind): NonNullable<CaseTerms['awsFault']> {
  return (call) => (call.service === service && call.nth >= from && call.nth < from + times ? kind : undefined);
}

export async function crashes(market: TestedMarket, bases: Record<string, Base>): Promise<CaseTerms[]> {
  const cases: CaseTerms[] = [];
  const enumerate = async (step: Step, base: string, more: Base, type: OrderType) => {
    const terms = { ...bases[base], ...more, market, type };
    const { hops } = await runCase({ ...terms, title: 'recording' });
    // To everybody else, death before a hop is death after the one before it.
    for (const hop of points(hops[step].length))
      for (const when of thorough || hop === 0 ? (['before', 'after'] as const) : (['after'] as const))
        cases.push({
          ...terms,
          title: `${market.title} ${type} ${step} dies ${when} ${hop} ${hops[step][hop]} after ${base}`,
          crash: { step, hop, when },
        });
  };
  for (const type of crashTypes(market)) {
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

function crashTypes(market: TestedMarket): readonly OrderType[] {
  if (!thorough) return ['market', 'limit'];
  return ['market', 'limit', ...typesOf(market).slice(-1)];
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

export function skews(market: TestedMarket, bases: Record<string, Base>): CaseTerms[] {
  return [-2_000, -1_000, 0, 1_000, 2_000].flatMap((ourSkewMs, at) =>
    [-4_500, -2_000, 0, 2_000, 4_500].flatMap((exchangeSkewMs) => {
      if (Math.abs(ourSkewMs - exchangeSkewMs) > clockMarginMs) return [];
      const chosen = skewBases.filter((_base, index) => thorough || index === 0 || (index + at) % 2 === 0);
      return chosen.map((base, index) => ({
        ...bases[base],
        title: `${market.title} our clock ${ourSkewMs}, the exchange's ${exchangeSkewMs}, ${base}`,
        market,
        type: index % 2 === 0 ? ('market' as const) : ('limit' as const),
        ourSkewMs,
        exchangeSkewMs,
      }));
    }),
  );
}
