import type { Account } from '../../engine/account.ts';
import type { Market } from '../../engine/market.ts';
import type { Order } from '../../engine/order.ts';
import type { SignedCall } from '../rest/handle.ts';
import { required, text, wholeText } from '../rest/params.ts';
import { refuse } from '../rest/refusal.ts';
import { marketNamed, type SpotExchange } from './exchange.ts';
import { orderView } from './render-order.ts';

const dayMs = 86_400_000;
/** "Orders with status CANCELED or EXPIRED AND no executed qty that are older than 90 days" (spot/errors, -2026). */
export const archivedAfterMs = 90 * dayMs;

/** GET /api/v3/order. */
export function queryOrder(call: SignedCall<SpotExchange>): object {
  const order = namedIn(call, named(call)) ?? refuse(-2013, 'Order does not exist.');
  if (isArchived(order, call.now))
    refuse(-2026, 'Order was canceled or expired with no executed qty over 90 days ago and has been archived.');
  return orderView(order);
}

interface Named {
  readonly market: Market;
  readonly orderId: string | null;
  readonly clientOrderId: string | null;
}

/** `symbol`, and at least one id. With both, the order id is looked up and the client id must match. */
export function named({ exchange, params }: Pick<SignedCall<SpotExchange>, 'exchange' | 'params'>): Named {
  const market = marketNamed(exchange, required(params, 'symbol'));
  const [orderId, clientOrderId] = [wholeText(params, 'orderId'), text(params, 'origClientOrderId')];
  if (orderId === null && clientOrderId === null)
    refuse(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
  return { market, orderId, clientOrderId };
}

export function namedIn(
  { exchange, account }: Pick<SignedCall<SpotExchange>, 'exchange' | 'account'>,
  { market, orderId, clientOrderId }: Named,
): Order | undefined {
  const own = ordersIn(account, market).filter(
    ({ id, clientOrderId: given }) =>
      (orderId === null || id === orderId) && (clientOrderId === null || given === clientOrderId),
  );
  return exchange.answers.reusedIds === 'newest' ? own.at(-1) : own[0];
}

/** Oldest first. */
export function ordersIn({ orders }: Account, market: Market): Order[] {
  return [...orders.values()].filter((order) => order.market === market);
}

export function isArchived({ endedAt, state, filled }: Order, now: number): boolean {
  return endedAt !== null && state !== 'filled' && filled.isZero() && now - endedAt > archivedAfterMs;
}
