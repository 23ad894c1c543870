import { OemsError } from '../../../errors.ts';
import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Fill, Page, PageRequest } from '../../model/history.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { readKrakenFuturesFills, readLastFuturesFills } from './fills.ts';
import { readFundingRates } from './funding-rates.ts';
import { readFundingPayments, readRealizedPnl } from './history.ts';
import { futuresOrderBook, futuresTicker } from './prices.ts';

/** Histories and prices of Kraken Futures. */
export function futuresData(wire: MarketWire): ProvidedAdapter['data'] {
  const { read, markets } = wire;
  const accountLog = (query: Record<string, string>) => read(endpoints.accountLog, query);
  return {
    fills: (request) => futuresFills(wire, request),
    fillsFrom: null,
    fundingRates: async (symbol, range) => {
      const { id } = await markets.market(symbol);
      if (!/^P[FI]_/i.test(id)) throw new OemsError('NOT_SUPPORTED', `${symbol} is no perpetual: it has no funding`);
      return readFundingRates(await read(endpoints.historicalFundingRates, { symbol: id }), symbol, range);
    },
    fundingPayments: async (request) => readFundingPayments(accountLog, request, await markets.naming()),
    realizedPnl: async (request) => {
      const symbolOf = await markets.naming();
      return readRealizedPnl(accountLog, () => read(endpoints.fills), request, symbolOf);
    },
    ticker: (symbol) => futuresTicker(wire, symbol),
    orderBook: (symbol, depth) => futuresOrderBook(wire, symbol, depth),
  };
}

export async function futuresFills({ read, markets }: MarketWire, request: PageRequest): Promise<Page<Fill>> {
  const symbolOf = await markets.naming();
  return readKrakenFuturesFills((query) => read(endpoints.fills, query), request, symbolOf);
}

/** The last fills, by the one request that costs 2 and not 25 (docs rate-limits). */
export async function lastFuturesFills({ read, markets }: MarketWire): Promise<readonly Fill[]> {
  return readLastFuturesFills(() => read(endpoints.fills), await markets.naming());
}

/** More fills than these, or than five requests tell, are not read to the end: the rate limit is for trading. */
const mostFills = 500;

/**
 * Throws when the fills since then are too many to be read to the end, or one of them cannot be read: only a complete read may say that an
 * order has none.
 */
export async function fillsSince(wire: MarketWire, since: number): Promise<readonly Fill[]> {
  const { items, next, leftOut = [] } = await futuresFills(wire, { from: since, limit: mostFills });
  if (next !== null || leftOut.length > 0) throw new MalformedResponse(wire.market.title, 200);
  return items;
}
