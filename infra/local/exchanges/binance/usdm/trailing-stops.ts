import type { Decimal } from 'decimal.js';
import type { Market } from '../../engine/market.ts';
import type { Order, Trigger } from '../../engine/order.ts';
import { quoteOf } from '../../engine/quote.ts';
import { trailingPrice } from '../../engine/trailing.ts';
import { activationOf, sleeping } from '../rest/activation.ts';
import type { Params } from '../rest/params.ts';
import { decimal, requiredDecimal } from '../rest/params.ts';
import { refuse } from '../rest/refusal.ts';
import type { UsdmExchange } from './exchange.ts';

export interface Condition {
  readonly trigger: Trigger;
  readonly own: Readonly<Record<string, string>>;
}

/** Percent: 0.1 to 20 (derivatives change log, 2026-10-23; 10 before), in steps of 0.1 (recorded by users, 2026). */
const callbackRates = { least: '0.1', most: 20, places: 1 };

/** `callbackRate` and `activatePrice` of an order that follows at once, or from `activatePrice` on. `bare`: the trigger without a price. */
export function trailingOf(
  exchange: UsdmExchange,
  market: Market,
  side: Order['side'],
  bare: Trigger,
  params: Params,
): Condition {
  const rate = rateIn(params);
  const fraction = rate.div(100);
  const activate = decimal(params, 'activatePrice');
  const own = { callbackRate: rate.toFixed() };
  if (activate !== null) {
    requireAhead(exchange, market, side, activate, bare.signal);
    return { trigger: sleeping(bare), own: { ...own, ...activationOf(activate.toFixed(), fraction.toFixed()) } };
  }
  const trigger: Trigger = { ...bare, trailing: { amount: fraction, isFraction: true } };
  trigger.price = trailingPrice(exchange, market, side, trigger);
  return { trigger, own };
}

/** -2007 is in no list of codes; users have recorded the code and the text from 2020 to 2026, for 0.68 as for 150. */
function rateIn(params: Params): Decimal {
  const rate = requiredDecimal(params, 'callbackRate');
  const { least, most, places } = callbackRates;
  if (rate.lt(least) || rate.gt(most) || rate.decimalPlaces() > places) refuse(-2007, 'Invalid callBack rate.');
  return rate;
}

/** "BUY: activatePrice should be smaller than latest price. SELL: larger" (fapi/trade, New Order). */
function requireAhead(
  exchange: UsdmExchange,
  market: Market,
  side: Order['side'],
  price: Decimal,
  signal: Trigger['signal'],
): void {
  const at = quoteOf(exchange, market)[signal];
  if (side === 'sell' ? at.gte(price) : at.lte(price)) refuse(-2021, 'Order would immediately trigger.');
}
