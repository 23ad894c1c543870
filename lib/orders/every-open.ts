import type { ExchangeOrder } from '../exchanges/model/order.ts';
import type { UntradedOrders } from '../exchanges/model/told.ts';
import type { Session } from '../session/open-session.ts';

/**
 * Every open order in the wallet of a market, also of kinds that this service does not trade: another program may have placed such orders under the
 * same key. A list of one symbol has orders of the market alone, because no symbol of the market names another kind.
 */
export async function everyOpen(
  { orders, market }: Pick<Session, 'orders' | 'market'>,
  symbol?: string,
): Promise<UntradedOrders> {
  const { rows, unread } = await orders.openList(symbol);
  if (symbol !== undefined || !market.capabilities.untradedOrders) return { rows, unread, unseen: [], hidden: [] };
  const beside = await orders.untraded();
  return { ...beside, rows: [...rows, ...beside.rows], unread: [...unread, ...beside.unread] };
}

/** `order 7 in BTC/USD:BTC is open`, of a kind that somebody has to cancel at the exchange where the cancellation here did not. */
export function untradedOpen(orders: readonly ExchangeOrder[]): string[] {
  return orders
    .filter(({ isUntraded }) => isUntraded === true)
    .map(
      ({ exchangeOrderId, symbol }) =>
        `order ${exchangeOrderId} in ${symbol} is open, of a kind that this service does not trade: cancel the order at the exchange`,
    );
}
