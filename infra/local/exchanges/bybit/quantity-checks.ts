import type { Decimal } from 'decimal.js';
import { isMultiple } from '../engine/decimals.ts';
import type { Market } from '../engine/market.ts';
import type { Side } from '../engine/order.ts';
import { quoteOf } from '../engine/quote.ts';
import type { BybitExchange } from './exchange.ts';
import { instrumentOf } from './instruments.ts';
import type { OrderRequest } from './parse-order.ts';
import { refuse } from './refusal.ts';

export function checkPrice(market: Market, price: Decimal | null): void {
  if (price === null) return;
  const isSpot = market.terms.contract === null;
  if (price.lte(0)) refuse(isSpot ? 170133 : 110003, isSpot ? 'Order price lower than the minimum.' : outOfRange);
  if (!isMultiple(price, market.terms.tickSize))
    refuse(
      isSpot ? 170134 : 10001,
      isSpot ? 'Order price has too many decimals.' : 'params error: price scale invalid',
    );
}

const outOfRange = 'Order price is out of permissible range';

/** `priceLimitRatioX`: buys above and sells below this distance from the last price are refused. */
export const priceLimitRatio = { spot: 0.05, contract: 0.05 } as const;

export function checkBand(exchange: BybitExchange, market: Market, side: Side, price: Decimal): void {
  const { last } = quoteOf(exchange, market);
  const isSpot = market.terms.contract === null;
  const ratio = isSpot ? priceLimitRatio.spot : priceLimitRatio.contract;
  const limit = last.times(side === 'buy' ? 1 + ratio : 1 - ratio).toDecimalPlaces(10);
  const isBeyond = side === 'buy' ? price.gt(limit) : price.lt(limit);
  if (!isBeyond) return;
  if (!isSpot) refuse(110003, outOfRange);
  if (side === 'buy') refuse(170193, `Buy order price cannot be higher than ${limit.toFixed()}.`);
  refuse(170194, `Sell order price cannot be lower than ${limit.toFixed()}.`);
}

/** Steps, limits and values: docs v5, market/instrument. */
export function checkQuantity(exchange: BybitExchange, request: OrderRequest): void {
  const { market, category, quantity, isMarket, marketUnit, price, side, reduceOnly } = request;
  const { quantityStep, symbol } = market.terms;
  const { maxQty, maxMarketQty, minQty, minValue } = instrumentOf(market);
  const isSpot = category === 'spot';
  if (quantity.lte(0)) refuse(isSpot ? 170136 : 10001, isSpot ? lowerLimit : 'params error: Qty invalid');
  if (price && request.triggerPrice === null) checkBand(exchange, market, side, price);
  if (isSpot && marketUnit === 'quoteCoin') {
    checkValue(isSpot, quantity, minValue);
    return;
  }
  if (!isMultiple(quantity, quantityStep))
    refuse(isSpot ? 170137 : 10001, isSpot ? 'Order volume decimal too long.' : `params error: Qty invalid ${symbol}`);
  // "minOrderQty is no longer checked" for spot (docs v5, market/instrument): the value alone is.
  if (!isSpot && quantity.lt(minQty)) refuse(10001, 'The number of contracts exceeds minimum limit allowed');
  // A reduce-only order above the maximum is split.
  if (!reduceOnly && quantity.gt(isMarket ? maxMarketQty : maxQty))
    refuse(
      isSpot ? 170135 : 10001,
      isSpot ? 'Order quantity exceeded upper limit.' : 'The number of contracts exceeds maximum limit allowed',
    );
  if (!reduceOnly) checkValue(isSpot, quantity.times(price ?? quoteOf(exchange, market).last), minValue);
}

const lowerLimit = 'Order quantity exceeded lower limit.';

function checkValue(isSpot: boolean, value: Decimal, least: Decimal | null): void {
  if (least === null || value.gte(least)) return;
  refuse(
    isSpot ? 170140 : 110094,
    isSpot ? 'Order value exceeded lower limit.' : 'Order does not meet minimum order value 5USDT',
  );
}
