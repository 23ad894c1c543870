import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Fill } from '../../model/history.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { readKrakenFills } from './fills.ts';
import { spotOrderBook, spotTicker } from './prices.ts';
import { readHistory } from './read-history.ts';

/** Kraken Spot has fills and prices, and neither funding nor realized PnL. */
export function spotData(wire: MarketWire): ProvidedAdapter['data'] {
  return {
    fills: async (request) => {
      const naming = await wire.markets.naming();
      const trades = (query: Record<string, string>) => readHistory(wire, endpoints.TradesHistory, query);
      return readKrakenFills(trades, request, naming);
    },
    fillsFrom: null,
    fundingRates: null,
    fundingPayments: null,
    realizedPnl: null,
    ticker: (symbol) => spotTicker(wire, symbol),
    orderBook: (symbol, depth) => spotOrderBook(wire, symbol, depth),
  };
}

/** More fills than these, or than five requests tell, are not read to the end: the rate limit is for trading. */
const mostFills = 500;

/**
 * Throws when the fills since then are too many to be read to the end, or one of them cannot be read: only a complete read may say that an
 * order has none.
 */
export async function fillsSince(wire: MarketWire, since: number): Promise<readonly Fill[]> {
  const { items, next, leftOut = [] } = await spotData(wire).fills({ from: since, limit: mostFills });
  if (next !== null || leftOut.length > 0) throw new MalformedResponse(wire.market.title, 200);
  return items;
}
