import { Decimal } from 'decimal.js';
import type { Customer, Exchange, Market } from './exchange.ts';
import { affords, restingSizes } from './margin.ts';
import { intentOf, offered, reducible } from './matching.ts';
import type { Order } from './order.ts';
import { remaining, signed } from './order.ts';
import { notional, requirement } from './position-value.ts';
import { quote } from './prices.ts';

/** Taker orders further than this from the mark are taken for typing errors (support.kraken.com, PRICE_COLLAR). */
const collar = new Decimal('0.2');

export function engineRefusal(exchange: Exchange, customer: Customer, market: Market, order: Order): string | null {
  const offer = offered(exchange, market, order);
  if (order.reduceOnly && reducible(customer, order.symbol, order.side).isZero()) return 'wouldNotReducePosition';
  if (order.kind === 'post' && offer) return 'postWouldExecute';
  if (order.kind === 'ioc' && !offer) return 'iocWouldNotExecute';
  if (order.kind === 'fok' && !offer?.size.eq(remaining(order))) return 'iocWouldNotExecute';
  const { mark } = quote(exchange.world, market.instrument);
  const through = order.limitPrice?.sub(mark).mul(order.side === 'buy' ? 1 : -1) ?? new Decimal(0);
  if (offer && through.gt(mark.mul(collar))) return 'outsidePriceCollar';
  if (crossesOwn(exchange, customer, market, order)) return 'selfFill';
  return riskRefusal(exchange, customer, market, order);
}

/** Own orders better than the market exist only while it has no liquidity; the default self-trade strategy refuses the taker. */
function crossesOwn(exchange: Exchange, customer: Customer, market: Market, order: Order): boolean {
  const { bid, ask } = quote(exchange.world, market.instrument);
  const buys = order.side === 'buy';
  return [...customer.open.values()].some((own) => {
    if (own.symbol !== order.symbol || own.side === order.side || own.state !== 'open') return false;
    if (own.limitPrice === null || order.limitPrice === null) return false;
    const ahead = buys ? own.limitPrice.lte(ask) : own.limitPrice.gte(bid);
    return ahead && (buys ? order.limitPrice.gte(own.limitPrice) : order.limitPrice.lte(own.limitPrice));
  });
}

function riskRefusal(exchange: Exchange, customer: Customer, market: Market, order: Order): string | null {
  const { instrument } = market;
  const { mark } = quote(exchange.world, instrument);
  const resting = restingSizes(customer, order.symbol);
  const held = customer.positions.get(order.symbol)?.size ?? new Decimal(0);
  const exposure = signed(order.side, held)
    .add(order.side === 'buy' ? resting.buys : resting.sells)
    .add(remaining(order));
  if (!order.reduceOnly && exposure.gt(instrument.maxPositionSize)) return 'maxPositionViolation';
  const leverage = customer.leverage.get(order.symbol);
  const scheduled = requirement(instrument, exposure, mark, 'initialMargin');
  const fixed = leverage && notional(instrument, exposure, mark).div(leverage);
  if (fixed && !order.reduceOnly && exposure.gt(0) && fixed.lt(scheduled)) return 'fixedLeverageTooHigh';
  return affords(exchange, customer, intentOf(exchange, market, order)) ? null : 'insufficientAvailableFunds';
}
