import { settleAll } from '../../../aws/all-to-the-end.ts';
import { sharedNow } from '../../../aws/clock.ts';
import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Fill } from '../../model/history.ts';
import type { OrderBook, Ticker } from '../../model/prices.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { amountOrNone, orderBookFrom, priceOrNone, requireUncrossed } from '../../wire/prices.ts';
import { epochMs, type Json, optionalText, positive, readableDecimal, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { readFills } from '../fills.ts';
import { rowOf } from '../lists.ts';
import { sideIn } from '../terms.ts';
import { readFundingRates } from './funding-rates.ts';
import { readFundingPayments, readRealizedPnl } from './history.ts';
import { keptMs } from './ledger.ts';
import { isSideOfHedge } from './positions.ts';
import { usdmSpanMs } from './store.ts';

const title = 'Binance USD-M';

export function usdmData(wire: MarketWire): ProvidedAdapter['data'] {
  const history = {
    wire,
    endpoint: usdmEndpoints.trades,
    spanMs: usdmSpanMs,
    // "Support for querying trades within three months" (derivatives change log, 2026-08-26).
    earliest: async () => ({ time: sharedNow() - keptMs, isHidden: false }),
    // Without times the last seven days are told (USD-M: Account Trade List).
    tellsNewest: false,
    forgets: true,
    fillFrom: usdmFill,
  };
  return {
    fills: (request) => readFills(history, request),
    fillsFrom: null,
    fundingRates: (symbol, range) => readFundingRates(wire, symbol, range),
    fundingPayments: (request) => readFundingPayments(wire, request),
    realizedPnl: (request) => readRealizedPnl(wire, request),
    ticker: (symbol) => ticker(wire, symbol),
    orderBook: (symbol, depth) => orderBook(wire, symbol, depth),
  };
}

/** Null for a fill whose side, quantity, price or time cannot be read: a sum over fills would be wrong with any of them guessed. */
function usdmFill(row: Json, symbol: string): Fill | null {
  const [quantity, price, timestamp] = [positive(row.qty), positive(row.price), epochMs(row.time)];
  const [id, orderId, side] = [optionalText(row.id), optionalText(row.orderId), sideIn(row)];
  if (id === null || quantity === null || price === null || timestamp === null || side === null) return null;
  return {
    ...{ id, orderId, clientOrderId: null, store: 'regular', symbol, side, quantity, price, timestamp },
    fee: readableDecimal(row.commission),
    feeAsset: optionalText(row.commissionAsset),
    liquidity: typeof row.maker === 'boolean' ? (row.maker ? 'maker' : 'taker') : null,
    ...(isSideOfHedge(row) ? { isHedged: true as const } : {}),
  };
}

/** Three answers: statistics of the day, best prices, and mark and index. */
async function ticker({ read, markets }: MarketWire, symbol: string): Promise<Ticker> {
  const { id } = await markets.market(symbol);
  const [day, best, marks] = await settleAll(
    [usdmEndpoints.ticker, usdmEndpoints.bestPrices, usdmEndpoints.marks].map(async (endpoint) => {
      const row = rowOf(title, await read(endpoint, { symbol: id }));
      if (requiredText(title, row, 'symbol') !== id) throw new MalformedResponse(title, 200);
      return row;
    }),
  );
  const price = (row: Json | undefined, key: string) => priceOrNone(title, row?.[key]);
  const prices = { bid: price(best, 'bidPrice'), ask: price(best, 'askPrice'), last: price(day, 'lastPrice') };
  requireUncrossed(title, prices.bid, prices.ask);
  const volume24h = amountOrNone(title, day?.volume);
  const fair = { mark: price(marks, 'markPrice'), index: price(marks, 'indexPrice') };
  return { ...prices, ...fair, volume24h, timestamp: epochMs(best?.time) ?? epochMs(day?.closeTime) };
}

/** Depths of the documentation; the answer does not name the symbol. */
const depths = [5, 10, 20, 50, 100, 500, 1000];

async function orderBook({ read, markets }: MarketWire, symbol: string, depth: number): Promise<OrderBook> {
  const { id } = await markets.market(symbol);
  const limit = depths.find((each) => each >= depth) ?? 1000;
  const answer = rowOf(title, await read(usdmEndpoints.depth, { symbol: id, limit: String(limit) }));
  return { ...orderBookFrom(title, answer, depth), timestamp: epochMs(answer.E) };
}
