import { type ExchangeId, exchangeIds, exchanges } from '../../lib/exchanges/exchanges.ts';
import { marketTypes } from '../../lib/exchanges/model/axes.ts';
import type { Bench } from './bench.ts';
import { binance } from './benches/binance.ts';
import { bybit } from './benches/bybit.ts';
import { kraken } from './benches/kraken.ts';
import { madeup } from './made-up/bench.ts';

/** One line an exchange. An exchange of the table without a bench fails every case. */
const benches: Readonly<Record<string, Bench>> = { binance, bybit, kraken, madeup };

export function benchOf(exchange: ExchangeId): Bench {
  const found = benches[exchange];
  if (found === undefined) throw new Error(`${exchange} has no conformance bench`);
  return found;
}

/** Every market of every exchange in the table. */
export const everyMarket = exchangeIds.flatMap((exchange) =>
  marketTypes.map((marketType) => {
    const market = exchanges[exchange].markets[marketType];
    return { title: market.title, name: { exchange, marketType }, market };
  }),
);
export type EachMarket = (typeof everyMarket)[number];
