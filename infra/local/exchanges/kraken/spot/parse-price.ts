import type { Decimal } from 'decimal.js';
import { exact, isMultiple, onTick, plainDecimal } from '../../engine/decimals.ts';
import type { Offset, Side } from '../../engine/order.ts';
import type { OrderType } from './order-types.ts';
import type { Pair } from './pairs.ts';
import { refuse, refuseArgument } from './refusal.ts';

/**
 * A price as the customer wrote it: absolute ("70000.1"), or measured from the last price ("+5", "-0.5%", "#2%").
 * `#` takes the side that makes sense for the order.
 */
export function parsePrice(text: string, field: string, pair: Pair, from: Decimal, toward: 1 | -1): Decimal {
  const relative = parseOffset(text, pair, toward);
  if (relative) {
    const price = from.plus(relative.isFraction ? from.times(relative.amount) : relative.amount);
    return price.gt(0) ? onTick(price, pair.tickSize) : refuseArgument(field);
  }
  const price = plainDecimal(text);
  if (!price?.gt(0)) return refuseArgument(field);
  checkTick(price, pair);
  return price;
}

/** "+5", "-5", "#5", with or without %; null when the text is not relative. */
export function parseOffset(text: string, pair: Pair, toward: 1 | -1 = 1): Offset | null {
  const parts = /^([+\-#])(\d+(?:\.\d+)?)(%?)$/.exec(text);
  const [, sign, digits = '0', percent] = parts ?? [];
  if (!sign) return null;
  const amount = exact(digits).times(sign === '#' ? toward : sign === '-' ? -1 : 1);
  if (!percent) checkTick(amount.abs(), pair);
  return { amount: percent ? amount.div(100) : amount, isFraction: percent === '%' };
}

/** A relative price as the exchange describes it: "+5.0000%" (recorded 2024). The digits of an absolute distance are the pair's, by guess. */
export function describeOffset(text: string, pair: Pair): string | null {
  const [, sign, digits = '0', percent = ''] = /^([+\-#])(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  if (!sign) return null;
  return `${sign}${exact(digits).toFixed(percent ? 4 : pair.pairDecimals)}${percent}`;
}

/** The wording is Kraken's own, with the pair's id and a full stop. */
function checkTick(price: Decimal, pair: Pair): void {
  if (price.decimalPlaces() > pair.pairDecimals)
    refuse(`EOrder:Invalid price:${pair.symbol} price can only be specified up to ${pair.pairDecimals} decimals.`);
  if (!isMultiple(price, pair.tickSize)) refuse('EOrder:Tick size check failed');
}

/** Which way `#` points: stops away from the order's side, everything else toward a better price. */
export function towardOf(type: OrderType, side: Side): 1 | -1 {
  const stop = type.startsWith('stop-loss');
  return (side === 'buy') === stop ? 1 : -1;
}
