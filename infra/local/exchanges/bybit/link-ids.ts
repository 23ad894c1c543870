import type { Account } from '../engine/account.ts';
import type { Order, OrderTerms } from '../engine/order.ts';
import type { BybitExchange } from './exchange.ts';
import { categoryOf } from './instruments.ts';

/** Whether an order with this orderLinkId would be a duplicate, as the rule of the moment has it. Requests in the queue count. */
export function isLinkIdUsed(
  exchange: BybitExchange,
  account: Account,
  terms: Pick<OrderTerms, 'clientOrderId' | 'market'>,
): boolean {
  const { clientOrderId, market } = terms;
  if (clientOrderId === null) return false;
  const { scope, window } = exchange.settings.linkIds;
  const known: Iterable<Order> = window === 'open' ? account.open.values() : account.orders.values();
  const isSame = (other: Pick<OrderTerms, 'clientOrderId' | 'market'>) =>
    other.clientOrderId === clientOrderId && (scope === 'account' || categoryOf(other.market) === categoryOf(market));
  return [...known].some(isSame) || queued(exchange, account).some(isSame);
}

function queued({ queue }: BybitExchange, { customer }: Account): OrderTerms[] {
  return queue.waiting.flatMap(({ act }) => (act.kind === 'place' && act.customer === customer ? [act.terms] : []));
}
