import type { ProvidedAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { OrderBook, Ticker } from '../../../../lib/exchanges/model/prices.ts';
import type { Endpoint } from '../../../../lib/exchanges/wire/endpoint.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { amountOrNone, orderBookFrom, priceOrNone, requireUncrossed } from '../../../../lib/exchanges/wire/prices.ts';
import { type Json, requiredRecord, requiredText } from '../../../../lib/exchanges/wire/readers.ts';
import { MalformedResponse } from '../../../../lib/exchanges/wire/refusals.ts';
import { endpoints } from './endpoints.ts';

export function prices(wire: MarketWire): Pick<ProvidedAdapter['data'], 'ticker' | 'orderBook'> {
  return {
    ticker: async (symbol) => tickerFrom(wire.market.title, await told(wire, endpoints.quote, symbol)),
    orderBook: async (symbol, depth) => bookFrom(wire.market.title, await told(wire, endpoints.book, symbol), depth),
  };
}

/** The answer about the instrument that was asked for. */
async function told(
  { read, markets, market: { title } }: MarketWire,
  endpoint: Endpoint,
  symbol: string,
): Promise<Json> {
  const { id } = await markets.market(symbol);
  const answer = requiredRecord(title, await read(endpoint, { instrument: id }), 'data');
  if (requiredText(title, answer, 'instrument') !== id) throw new MalformedResponse(title, 200);
  return answer;
}

function tickerFrom(title: string, row: Json): Ticker {
  const price = (key: string) => priceOrNone(title, row[key]);
  const ticker = {
    bid: price('bid'),
    ask: price('ask'),
    last: price('last'),
    mark: price('mark'),
    index: price('index'),
  };
  requireUncrossed(title, ticker.bid, ticker.ask);
  return { ...ticker, volume24h: amountOrNone(title, row.volume), timestamp: Number(row.time) };
}

function bookFrom(title: string, row: Json, depth: number): OrderBook {
  return { ...orderBookFrom(title, row, depth), timestamp: Number(row.time) };
}
