import type { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import { isMultiple } from '../../engine/decimals.ts';
import type { Exchange } from '../../engine/exchange.ts';
import type { Market } from '../../engine/market.ts';
import { isArmed, type Side } from '../../engine/order.ts';
import { quoteOf } from '../../engine/quote.ts';
import { refuse } from '../rest/refusal.ts';
import { percentPrice, type SpotSymbol, type SpotType, symbolIn } from './symbols.ts';

/** Filters of a symbol, in the order of exchangeInfo (spot/filters). */
export function filtersOf(market: Market): object[] {
  const symbol = symbolIn(market);
  const text = (value: Decimal) => value.toFixed(8);
  return [
    {
      filterType: 'PRICE_FILTER',
      minPrice: text(symbol.minPrice),
      maxPrice: text(symbol.maxPrice),
      tickSize: text(symbol.tickSize),
    },
    {
      filterType: 'LOT_SIZE',
      minQty: text(symbol.minQty),
      maxQty: text(symbol.maxQty),
      stepSize: text(symbol.quantityStep),
    },
    { filterType: 'ICEBERG_PARTS', limit: 10 },
    // A step of zero is no step (spot/filters).
    { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: text(symbol.marketMaxQty), stepSize: '0.00000000' },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: symbol.deltaAbove.least,
      maxTrailingAboveDelta: symbol.deltaAbove.most,
      minTrailingBelowDelta: symbol.deltaBelow.least,
      maxTrailingBelowDelta: symbol.deltaBelow.most,
    },
    {
      ...{ filterType: 'PERCENT_PRICE_BY_SIDE', avgPriceMins: 5 },
      ...{ bidMultiplierUp: percentPrice.up.toFixed(), bidMultiplierDown: percentPrice.down.toFixed() },
      ...{ askMultiplierUp: percentPrice.up.toFixed(), askMultiplierDown: percentPrice.down.toFixed() },
    },
    {
      ...{ filterType: 'NOTIONAL', avgPriceMins: 5, applyMinToMarket: true, applyMaxToMarket: false },
      ...{ minNotional: text(symbol.minNotional), maxNotional: text(symbol.maxNotional) },
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: symbol.maxOrders },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: symbol.maxStops },
    { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: symbol.maxAmends },
  ];
}

function fail(filter: string): never {
  return refuse(-1013, `Filter failure: ${filter}`);
}

/** A price of an order: the limit or the stop. */
export function checkPrice({ minPrice, maxPrice, tickSize }: SpotSymbol, price: Decimal): void {
  if (price.lt(minPrice) || price.gt(maxPrice) || !isMultiple(price, tickSize)) fail('PRICE_FILTER');
}

export function checkLot({ minQty, maxQty, quantityStep }: SpotSymbol, quantity: Decimal): void {
  if (quantity.lt(minQty) || quantity.gt(maxQty) || !isMultiple(quantity, quantityStep)) fail('LOT_SIZE');
}

export function checkMarketLot({ marketMaxQty }: SpotSymbol, quantity: Decimal): void {
  if (quantity.gt(marketMaxQty)) fail('MARKET_LOT_SIZE');
}

/** Of a stop that trails (spot/faqs/trailing-stop-faq: a stop loss that buys and a take profit that sells lie above). */
export function checkDelta(symbol: SpotSymbol, type: SpotType, side: Side, delta: number): void {
  const isAbove = type.startsWith('STOP_LOSS') === (side === 'buy');
  const { least, most } = isAbove ? symbol.deltaAbove : symbol.deltaBelow;
  if (delta < least || delta > most) fail('TRAILING_DELTA');
}

/** The average price of five minutes is the last price here: the price moves by thousandths. */
export function checkPercent(exchange: Exchange, market: Market, price: Decimal): void {
  const { last } = quoteOf(exchange, market);
  const { up, down } = percentPrice;
  if (price.gt(last.times(up)) || price.lt(last.times(down))) fail('PERCENT_PRICE_BY_SIDE');
}

export function checkNotional({ minNotional, maxNotional }: SpotSymbol, cost: Decimal, isMarket: boolean): void {
  if (cost.lt(minNotional) || (!isMarket && cost.gt(maxNotional))) fail('NOTIONAL');
}

/** Stops count as orders, and in a number of their own. */
export function checkCounts({ open }: Account, market: Market, isStop: boolean): void {
  const { maxOrders, maxStops } = symbolIn(market);
  const own = [...open.values()].filter((order) => order.market === market);
  if (own.length >= maxOrders) fail('MAX_NUM_ORDERS');
  if (isStop && own.filter(isArmed).length >= maxStops) fail('MAX_NUM_ALGO_ORDERS');
}
