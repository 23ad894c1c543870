import type { ExchangeOrder, OrderType } from '../../model/order.ts';
import { isRecord, type Json, positive, readableDecimal } from '../../wire/readers.ts';

/** What an answer says about the kind of an order; null where the answer does not tell. */
export type Kind = Pick<ExchangeOrder, 'type' | 'price' | 'postOnly' | 'timeInForce'>;

/**
 * `stp`, `stop`, `take_profit`: triggered, and a limit order when they carry a limit price. Beside an unreadable limit price the kind is
 * unknown.
 */
function triggerTypeOf(word: string, limitPrice: unknown): OrderType | null {
  if (word === 'trailingstop') return 'trailing_stop';
  if (isGarbled(limitPrice)) return null;
  const isMarket = positive(limitPrice) === null;
  if (word === 'stp' || word === 'stop') return isMarket ? 'stop_loss' : 'stop_loss_limit';
  if (word === 'takeprofit') return isMarket ? 'take_profit' : 'take_profit_limit';
  return null;
}

/** Kraken leaves the limit price of a market trigger out, or tells an empty text or 0. */
function isGarbled(limitPrice: unknown): boolean {
  const isNone = limitPrice === undefined || limitPrice === null || limitPrice === '';
  return !isNone && readableDecimal(limitPrice) !== '0' && positive(limitPrice) === null;
}

function wordOf(orderType: unknown): string {
  return String(orderType).toLowerCase().replaceAll('_', '');
}

/**
 * An entry of `openorders`: `lmt`, `stop` or `take_profit` (docs.kraken.com, get-open-orders). A resting order has a limit price of its
 * own, and a `post` order is an `lmt` here, so post-only is not told.
 */
export function kindOfOpen(orderType: unknown, limitPrice: unknown): Kind {
  const word = wordOf(orderType);
  const price = positive(limitPrice);
  const limit = word === 'lmt' || word === 'limit' || word === 'post' ? 'limit' : null;
  return {
    type: limit ?? triggerTypeOf(word, limitPrice),
    price,
    postOnly: word === 'post' ? true : null,
    timeInForce: null,
  };
}

/** The words of the history (nautilus_trader's list of them). `Limit` and `FillOrKill` are no market orders; `IoC` can be one. */
const historyKinds: Readonly<Record<string, { type: OrderType; postOnly: boolean; timeInForce: string | null }>> = {
  limit: { type: 'limit', postOnly: false, timeInForce: null },
  lmt: { type: 'limit', postOnly: false, timeInForce: null },
  post: { type: 'limit', postOnly: true, timeInForce: null },
  fillorkill: { type: 'limit', postOnly: false, timeInForce: 'FOK' },
  fok: { type: 'limit', postOnly: false, timeInForce: 'FOK' },
  market: { type: 'market', postOnly: false, timeInForce: null },
  mkt: { type: 'market', postOnly: false, timeInForce: null },
};

/**
 * The order of a history event. A market order is told as `IoC` with the price that protects the order (recorded 2024: `IoC` at 69.22), as
 * an immediate limit order is: type and price are unknown. The kinds of the exchange itself (`Liquidation`, `Assignment`) are unknown too.
 */
export function kindOfEvent(order: Json): Kind {
  const word = wordOf(order.orderType);
  const limitPrice = positive(order.limitPrice);
  if (isRecord(order.triggerOptions)) return kindOfTrigger(word, order.limitPrice, order.triggerOptions);
  const trigger = triggerTypeOf(word, order.limitPrice);
  if (trigger !== null) return { type: trigger, price: limitPrice, postOnly: null, timeInForce: null };
  const known = historyKinds[word];
  if (known === undefined)
    return { type: null, price: null, postOnly: word === 'ioc' ? false : null, timeInForce: null };
  return { ...known, price: known.type === 'limit' ? limitPrice : null };
}

/** Words of an order that may be a market order once the trigger has fired: a price beside them may be the price that protects the order. */
const becomesMarket: readonly string[] = ['ioc', 'mkt', 'market'];

/**
 * A trigger is told as the order to come: `IoC` or `Limit` (recorded 2026-01). Stop and take-profit look alike then, and the type is
 * unknown; the options of a trailing stop tell a trailing stop.
 */
function kindOfTrigger(word: string, limitPrice: unknown, options: Json): Kind {
  const trailing = isRecord(options.trailingStopOptions) ? positive(options.trailingStopOptions.maxDeviation) : null;
  const told = becomesMarket.includes(word) ? null : limitPrice;
  const type = trailing === null ? triggerTypeOf(word, told) : 'trailing_stop';
  return { type, price: positive(told), postOnly: null, timeInForce: null };
}
