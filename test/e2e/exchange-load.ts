import fc from 'fast-check';
import { type ExchangeId, exchangeIds, marketOf } from '../../lib/exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../lib/exchanges/model/axes.ts';

export type Read = 'balance' | 'open-orders' | 'order' | 'trades' | 'positions';

/** The life of one order, as a client leads the order through the API. */
export interface Life {
  readonly exchange: ExchangeId;
  readonly marketType: MarketType;
  /** An account of the exchange. */
  readonly account: number;
  readonly type: 'market' | 'limit';
  /** How the client names the order. */
  readonly name: 'header' | 'client_order_id';
  /** The placement is sent so many times at once, under one name. */
  readonly copies: number;
  /** New prices, one after another; none where the market amends no price. */
  readonly amendments: readonly number[];
  readonly isCanceled: boolean;
  /** Reads before each step of the life. */
  readonly reads: readonly Read[];
}

export const accountsEach = 2;
export const symbols: Readonly<Record<ExchangeId, Readonly<Record<MarketType, string>>>> = {
  kraken: { spot: 'BTC/USD', swap: 'BTC/USD:USD' },
  binance: { spot: 'BTC/USDT', swap: 'BTC/USDT:USDT' },
  bybit: { spot: 'BTC/USDT', swap: 'BTC/USDT:USDT' },
};
/** Far below the price, and within each exchange's band. */
export const restingPrice = 70_000;

const places = exchangeIds.flatMap((exchange) => marketTypes.map((marketType) => ({ exchange, marketType })));

function lifeAt(exchange: ExchangeId, marketType: MarketType): fc.Arbitrary<Life> {
  const amends = marketOf({ exchange, marketType }).regular.amend?.changes.includes('price') ?? false;
  const price = fc.integer({ min: 1, max: 50 }).map((step) => restingPrice + 10 * step);
  const reads = fc.constantFrom<Read>('balance', 'balance', 'open-orders', 'order', 'trades', 'positions');
  return fc.record({
    exchange: fc.constant(exchange),
    marketType: fc.constant(marketType),
    account: fc.nat({ max: accountsEach - 1 }),
    type: fc.constantFrom('market', 'limit', 'limit', 'limit'),
    name: fc.constantFrom('header', 'client_order_id'),
    copies: fc.constantFrom(1, 1, 1, 2, 3),
    amendments: amends ? fc.array(price, { maxLength: 2 }) : fc.constant([]),
    isCanceled: fc.boolean(),
    reads: fc.array(reads, { minLength: 1, maxLength: 3 }),
  });
}

/** So many lives at each market of each exchange, in a mixed order. One seed gives the same lives again. */
export function livesOf(each: number, seed: number): Life[] {
  const all = places.flatMap(({ exchange, marketType }) =>
    fc.sample(lifeAt(exchange, marketType), { numRuns: each, seed }),
  );
  const [mixed = []] = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), { numRuns: 1, seed });
  return mixed;
}

/** Runs the tasks with so many clients, each taking the next task when the last one is done. */
export async function runWith<T>(clients: number, tasks: readonly T[], run: (task: T, nth: number) => Promise<void>) {
  const queue = tasks.entries();
  const client = async () => {
    for (const [nth, task] of queue) await run(task, nth);
  };
  await Promise.all(Array.from({ length: clients }, client));
}
