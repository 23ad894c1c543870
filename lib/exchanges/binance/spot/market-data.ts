import { sharedNow } from '../../../aws/clock.ts';
import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Fill } from '../../model/history.ts';
import type { OrderBook, Ticker } from '../../model/prices.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { amountOrNone, orderBookFrom, priceOrNone, requireUncrossed } from '../../wire/prices.ts';
import { epochMs, type Json, optionalText, positive, readableDecimal, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { spotEndpoints } from '../endpoints.ts';
import { type FirstTrade, readFills } from '../fills.ts';
import { fillsFrom } from '../fills-from.ts';
import { rowOf, rowsOf } from '../lists.ts';
import { spotSpanMs } from './store.ts';

const title = 'Binance Spot';

export function spotData(wire: MarketWire): ProvidedAdapter['data'] {
  const history = {
    wire,
    endpoint: spotEndpoints.trades,
    spanMs: spotSpanMs,
    earliest: (symbol: string) => firstTrade(wire, symbol),
    tellsNewest: true,
    forgets: false,
    fillFrom: spotFill,
  };
  return {
    fills: (request) => readFills(history, request),
    fillsFrom: (symbol, fromId) => fillsFrom(history, symbol, fromId),
    fundingRates: null,
    fundingPayments: null,
    realizedPnl: null,
    ticker: (symbol) => ticker(wire, symbol),
    orderBook: (symbol, depth) => orderBook(wire, symbol, depth),
  };
}

const firstRows = 100;

/**
 * From an id on the trades come oldest first (spot: rest-api, Account trade list). Where the time of the first cannot be read, the first trade
 * with a time stands for it: `isHidden` then, for the trades before. Without any trade with a time all trades are before now.
 */
async function firstTrade({ read }: MarketWire, symbol: string): Promise<FirstTrade | null> {
  const oldest = async (limit: string) =>
    rowsOf(title, await read(spotEndpoints.trades, { symbol, fromId: '0', limit })).map((row) => epochMs(row.time));
  const [first] = await oldest('1');
  if (first === undefined) return null;
  if (first !== null) return { time: first, isHidden: false };
  const times = await oldest(String(firstRows));
  const time = times.find((each) => each !== null) ?? null;
  // Trades behind a full answer may have a time.
  if (time === null && times.length >= firstRows) throw new MalformedResponse(title, 200, 'time');
  return { time: time ?? sharedNow(), isHidden: true };
}

/** Null for a trade whose side, quantity, price or time cannot be read: a sum over fills would be wrong with any of them guessed. */
function spotFill(row: Json, symbol: string): Fill | null {
  const [quantity, price, timestamp] = [positive(row.qty), positive(row.price), epochMs(row.time)];
  const [id, orderId, { isBuyer, isMaker }] = [optionalText(row.id), optionalText(row.orderId), row];
  if (id === null || quantity === null || price === null || timestamp === null || typeof isBuyer !== 'boolean')
    return null;
  return {
    ...{ id, orderId, clientOrderId: null, store: 'regular', symbol, quantity, price, timestamp },
    side: isBuyer ? 'buy' : 'sell',
    fee: readableDecimal(row.commission),
    feeAsset: optionalText(row.commissionAsset),
    liquidity: typeof isMaker === 'boolean' ? (isMaker ? 'maker' : 'taker') : null,
  };
}

async function ticker({ read, markets }: MarketWire, symbol: string): Promise<Ticker> {
  const { id } = await markets.market(symbol);
  const told = rowOf(title, await read(spotEndpoints.ticker, { symbol: id }));
  if (requiredText(title, told, 'symbol') !== id) throw new MalformedResponse(title, 200);
  const price = (key: string) => priceOrNone(title, told[key]);
  const prices = { bid: price('bidPrice'), ask: price('askPrice'), last: price('lastPrice') };
  requireUncrossed(title, prices.bid, prices.ask);
  const volume24h = amountOrNone(title, told.volume);
  return { ...prices, mark: null, index: null, volume24h, timestamp: epochMs(told.closeTime) };
}

/** The answer names neither symbol nor time. */
async function orderBook({ read, markets }: MarketWire, symbol: string, depth: number): Promise<OrderBook> {
  const { id } = await markets.market(symbol);
  const answer = rowOf(title, await read(spotEndpoints.depth, { symbol: id, limit: String(depth) }));
  return { ...orderBookFrom(title, answer, depth), timestamp: null };
}
