import { Decimal } from 'decimal.js';
import type { World } from '../../engine/world.ts';
import type { Instrument } from './instruments.ts';
import type { Order } from './order.ts';

export interface Quote {
  bid: Decimal;
  ask: Decimal;
  mark: Decimal;
  index: Decimal;
  last: Decimal;
}

/** One market maker quotes 0.005 % around the world's price, at least half a tick, on the tick grid. */
const halfSpread = new Decimal('0.00005');

export function quote(world: World, instrument: Instrument): Quote {
  const mid = world.price(instrument.base, 'USD');
  const tick = instrument.tickSize;
  const half = Decimal.max(mid.mul(halfSpread), tick.div(2));
  return {
    bid: Decimal.max(tick, mid.sub(half).toNearest(tick, Decimal.ROUND_FLOOR)),
    ask: mid.add(half).toNearest(tick, Decimal.ROUND_CEIL),
    mark: mid,
    index: mid,
    last: Decimal.max(tick, mid.toNearest(tick)),
  };
}

/**
 * Worst price of a market order: "an immediate-or-cancel order with 1% price protection" (docs.kraken.com, send-order).
 * Rounded inwards, as a recorded answer shows (fill at 66596, limit 67261).
 */
export function protectedPrice(world: World, instrument: Instrument, side: Order['side']): Decimal {
  const { bid, ask } = quote(world, instrument);
  return side === 'buy'
    ? ask.mul('1.01').toNearest(instrument.tickSize, Decimal.ROUND_FLOOR)
    : bid.mul('0.99').toNearest(instrument.tickSize, Decimal.ROUND_CEIL);
}

/** The best price the market offers this side, or null when the limit does not reach it. */
export function reachable(world: World, instrument: Instrument, side: Order['side'], limit: Decimal): Decimal | null {
  const { bid, ask } = quote(world, instrument);
  if (side === 'buy') return limit.gte(ask) ? ask : null;
  return limit.lte(bid) ? bid : null;
}
