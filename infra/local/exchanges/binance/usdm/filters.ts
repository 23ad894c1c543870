import type { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import { exact, isMultiple } from '../../engine/decimals.ts';
import type { Exchange } from '../../engine/exchange.ts';
import type { Market } from '../../engine/market.ts';
import type { Side } from '../../engine/order.ts';
import { isArmed } from '../../engine/order.ts';
import { quoteOf } from '../../engine/quote.ts';
import { refuse } from '../rest/refusal.ts';
import { type Contract, contractIn } from './contracts.ts';

const multiplier = { up: exact('1.05'), down: exact('0.95') };
const mostOrders = 200;
/** Over all symbols (log 2025-12-29). */
const mostConditional = 200;

/** Filters of a contract, in the order of exchangeInfo. */
export function filtersOf(market: Market): object[] {
  const { tickSize, maxPrice, quantityStep, maxQty, marketMaxQty, minNotional } = contractIn(market);
  const [minPrice, stepSize] = [tickSize.toFixed(), quantityStep.toFixed()];
  return [
    { filterType: 'PRICE_FILTER', minPrice, maxPrice: maxPrice.toFixed(), tickSize: tickSize.toFixed() },
    { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: maxQty.toFixed(), stepSize },
    { filterType: 'MARKET_LOT_SIZE', minQty: stepSize, maxQty: marketMaxQty.toFixed(), stepSize },
    { filterType: 'MAX_NUM_ORDERS', limit: mostOrders },
    { filterType: 'MAX_NUM_ALGO_ORDERS', limit: mostConditional },
    { filterType: 'MIN_NOTIONAL', notional: minNotional.toFixed() },
    {
      ...{ filterType: 'PERCENT_PRICE', multiplierDecimal: '4' },
      ...{ multiplierUp: multiplier.up.toFixed(4), multiplierDown: multiplier.down.toFixed(4) },
    },
  ];
}

/** A price of an order: the limit or the trigger (fapi/error-code). */
export function checkPrice({ pricePrecision, tickSize, maxPrice }: Contract, price: Decimal): void {
  if (!price.gt(0)) refuse(-4001, 'Price less than 0.');
  if (price.decimalPlaces() > pricePrecision) refuse(-1111, 'Precision is over the maximum defined for this asset.');
  if (price.lt(tickSize)) refuse(-4013, `Price less than min price.`);
  if (price.gt(maxPrice)) refuse(-4002, 'Price greater than max price.');
  if (!isMultiple(price, tickSize)) refuse(-4014, 'Price not increased by tick size.');
}

export function checkQuantity(contract: Contract, quantity: Decimal, isMarket: boolean): void {
  const { quantityPrecision, quantityStep, maxQty, marketMaxQty } = contract;
  if (!quantity.gt(0)) refuse(-4003, 'Quantity less than or equal to zero.');
  if (quantity.decimalPlaces() > quantityPrecision)
    refuse(-1111, 'Precision is over the maximum defined for this asset.');
  if (quantity.lt(quantityStep)) refuse(-4004, 'Quantity less than min quantity.');
  if (quantity.gt(isMarket ? marketMaxQty : maxQty)) refuse(-4005, 'Quantity greater than max quantity.');
  if (!isMultiple(quantity, quantityStep)) refuse(-4023, 'Quantity not increased by step size.');
}

/** A buy at most 5 % above the mark, a sell at least 5 % below (fapi/market, PERCENT_PRICE). */
export function checkPercent(exchange: Exchange, market: Market, side: Side, price: Decimal): void {
  const { mark } = quoteOf(exchange, market);
  const [most, least] = [mark.times(multiplier.up), mark.times(multiplier.down)];
  if (side === 'buy' && price.gt(most)) refuse(-4016, `Limit price can't be higher than ${most.toFixed(2)}.`);
  if (side === 'sell' && price.lt(least)) refuse(-4024, `Limit price can't be lower than ${least.toFixed(2)}.`);
}

export function checkNotional({ minNotional }: Contract, cost: Decimal, reduceOnly: boolean): void {
  if (!reduceOnly && cost.lt(minNotional))
    refuse(-4164, `Order's notional must be no smaller than ${minNotional} (unless you choose reduce only).`);
}

export function checkCounts({ open }: Account, market: Market, isConditional: boolean): void {
  const orders = [...open.values()];
  if (isConditional && orders.filter(isArmed).length >= mostConditional) refuse(-4045, 'Reach max stop order limit.');
  const own = orders.filter((order) => order.market === market && !isArmed(order));
  if (!isConditional && own.length >= mostOrders) refuse(-2025, 'Reach max open order limit.');
}
