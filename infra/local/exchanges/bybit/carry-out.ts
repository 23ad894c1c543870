import type { Account } from '../engine/account.ts';
import { amendOrder, copyOf } from '../engine/amend-order.ts';
import { endOrder, rejectOrder } from '../engine/end-order.ts';
import { putBehind, takeDue } from '../engine/late-acts.ts';
import type { Order, OrderTerms } from '../engine/order.ts';
import { isArmed } from '../engine/order.ts';
import { rejectionOf } from '../engine/order-checks.ts';
import { draftOrder, placeOrder } from '../engine/place-order.ts';
import { protectedPrice, quoteOf } from '../engine/quote.ts';
import type { Act, AmendAct, PlaceAct } from './acts.ts';
import type { BybitExchange } from './exchange.ts';
import { isLinkIdUsed } from './link-ids.ts';
import type { Outcome } from './settings.ts';

/** Everything whose time has come reaches the engine, in the order of the acknowledgements. */
export function carryOut(exchange: BybitExchange): void {
  for (const act of takeDue(exchange.queue, exchange.world.now())) {
    const account = exchange.accounts.get(act.customer);
    if (account) carryOutOne(exchange, account, act);
  }
}

function carryOutOne(exchange: BybitExchange, account: Account, act: Act): void {
  const order = account.open.get(act.id);
  if (act.kind === 'place') place(exchange, account, act);
  else if (!order) return;
  else if (act.kind === 'amend') amend(exchange, account, order, act);
  else if (exchange.settings.cancels === 'done') endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
}

function place(exchange: BybitExchange, account: Account, { id, terms }: PlaceAct): void {
  const [forced, ...later] = exchange.settings.outcomes;
  const isDuplicate = exchange.settings.linkIds.judged === 'engine' && isLinkIdUsed(exchange, account, terms);
  const duplicate = isDuplicate ? { status: 'Rejected' as const, reason: 'EC_DuplicatedClOrdID' } : undefined;
  const outcome = duplicate ?? forced;
  if (!duplicate) exchange.settings.outcomes = later;
  if (outcome) refuseInEngine(exchange, account, { id, terms, outcome });
  else placeOrder(exchange, account, bounded(exchange, terms), id);
}

/** The order is in the history with its end, and was never in the book. */
function refuseInEngine(
  exchange: BybitExchange,
  account: Account,
  { id, terms, outcome }: { readonly id: string; readonly terms: OrderTerms; readonly outcome: Outcome },
): void {
  const own = { ...terms.own, status: outcome.status, rejectReason: outcome.reason };
  rejectOrder(exchange, account, draftOrder(exchange, account, { ...terms, own }, id), 'notEnoughFunds');
}

/** Of contracts the engine makes a market order an IOC limit order at the price limit of the moment (docs v5, order/create-order). */
function bounded(exchange: BybitExchange, terms: OrderTerms): OrderTerms {
  const { marketProtection } = exchange.rules.matching;
  const { market, side } = terms;
  if (terms.limitPrice !== null || terms.trigger !== null || !marketProtection || !market.terms.contract) return terms;
  const limitPrice = protectedPrice(quoteOf(exchange, market), side, marketProtection, market.terms.tickSize);
  return { ...terms, limitPrice };
}

/** An amendment that the engine does not take leaves the order as it was. */
function amend(exchange: BybitExchange, account: Account, order: Order, act: AmendAct): void {
  const { amendments } = exchange.settings;
  if (amendments === 'ignored') return;
  const amended = changed(order, act.changes);
  const { postOnly, market } = order;
  if (amended.quantity.lte(order.filled)) return;
  // The margin of the order as it was is free for the order as it shall be. The order loses its place among the open orders.
  account.open.delete(order.id);
  const rejection = isArmed(order) && market.terms.contract ? null : rejectionOf(exchange, account, amended, order);
  account.open.set(order.id, order);
  // Nothing documents what becomes of a post-only order whose new price would trade: cancelled, as at placement.
  if (rejection === 'postOnlyWouldTrade' && postOnly) cancelTaker(exchange, account, order);
  else if (rejection === null) amendOrder(exchange, account, order, amended);
}

function cancelTaker(exchange: BybitExchange, account: Account, order: Order): void {
  order.own = { ...order.own, rejectReason: 'EC_PostOnlyWillTakeLiquidity' };
  endOrder(exchange, account, order, 'cancelled', 'amended');
}

function changed(order: Order, { quantity, limitPrice, triggerPrice }: AmendAct['changes']): Order {
  const amended = copyOf(order);
  amended.quantity = quantity ?? order.quantity;
  amended.limitPrice = limitPrice ?? order.limitPrice;
  if (amended.trigger && triggerPrice) amended.trigger.price = triggerPrice;
  return amended;
}

/** Late amendments wait `amendLateMs` after the queue. */
export function enqueue(exchange: BybitExchange, act: Act): void {
  const { queue, settings, world } = exchange;
  const extra = act.kind === 'amend' && settings.amendments === 'late' ? settings.amendLateMs : 0;
  putBehind(queue, act, world.now(), extra);
}
