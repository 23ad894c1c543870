import type { DecimalString } from '../../decimal.ts';
import type { OrderBook, Ticker } from '../model/prices.ts';
import { amountOrNone, orderBookFrom, priceOrNone, requireUncrossed } from '../wire/prices.ts';
import { epochMs, isRecord, type Json, requiredText } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { resultIn, rowsIn } from './lists.ts';
import type { PartWire } from './part.ts';

/** One symbol's row of market/tickers. */
async function tickerRow(wire: PartWire, symbol: string): Promise<{ readonly row: Json; readonly answer: unknown }> {
  const { read, markets, part, market } = wire;
  const { id } = await markets.market(symbol);
  const answer = await read(endpoints.tickers, { category: part.category, symbol: id });
  const row = rowsIn(market.title, answer).find((each) => each.symbol === id);
  if (row === undefined) throw new MalformedResponse(market.title, 200);
  return { row, answer };
}

/** docs/v5 market/tickers. `volume24h` counts the base coin on spot and of linear contracts. Spot has no mark price. */
export async function tickerOf(wire: PartWire, symbol: string): Promise<Ticker> {
  const { title } = wire.market;
  const { row, answer } = await tickerRow(wire, symbol);
  const price = (key: string) => priceOrNone(title, blankless(row[key]));
  const ticker = { bid: price('bid1Price'), ask: price('ask1Price'), last: price('lastPrice') };
  requireUncrossed(title, ticker.bid, ticker.ask);
  const isSpot = wire.part.category === 'spot';
  return {
    ...ticker,
    mark: isSpot ? null : price('markPrice'),
    index: isSpot ? null : price('indexPrice'),
    volume24h: amountOrNone(title, blankless(row.volume24h)),
    timestamp: timeOf(answer),
  };
}

/** The exchange writes an empty text for "none". */
function blankless(value: unknown): unknown {
  return value === '' ? null : value;
}

/** docs/v5 market/orderbook: the levels that spot and contracts tell at the most. */
const mostLevels = { spot: 200, contracts: 500 } as const;

export async function orderBookOf(wire: PartWire, symbol: string, depth: number): Promise<OrderBook> {
  const { read, markets, part, market } = wire;
  const { id } = await markets.market(symbol);
  const limit = String(Math.min(depth, mostLevels[part.category === 'spot' ? 'spot' : 'contracts']));
  const answer = await read(endpoints.orderBook, { category: part.category, symbol: id, limit });
  const { s, b, a } = resultIn(market.title, answer);
  if (requiredText(market.title, { s }, 's') !== id) throw new MalformedResponse(market.title, 200);
  return { ...orderBookFrom(market.title, { bids: b, asks: a }, depth), timestamp: timeOf(answer) };
}

function timeOf(answer: unknown): number | null {
  return isRecord(answer) ? epochMs(answer.time) : null;
}

/** The best ask for a purchase, the best bid for a sale. */
export async function bestPrice(wire: PartWire, symbol: string, side: 'buy' | 'sell'): Promise<DecimalString> {
  const { bid, ask, last } = await tickerOf(wire, symbol);
  const price = (side === 'buy' ? ask : bid) ?? last;
  if (price === null) throw new MalformedResponse(wire.market.title, 200);
  return price;
}
