import { Decimal, type DecimalString } from '../../decimal.ts';
import type { Market } from '../model/market.ts';
import type { OrderRequest } from '../model/order.ts';

type Sized = Pick<OrderRequest, 'quantity' | 'price' | 'postOnly'>;

/**
 * The order is above the most that the exchange takes in one order. A post-only order is left to the exchange, which may have a maximum of its own
 * for such orders (Bybit: postOnlyMaxOrderQty).
 */
export function isAboveMost(order: Sized, market: Market): boolean {
  const most = mostQuantity(order, market);
  return most !== undefined && !order.postOnly && new Decimal(order.quantity).gt(most);
}

/** In words; null where the exchange tells no maximum. */
export function mostOf(order: Pick<Sized, 'price'>, market: Market): string | null {
  const most = mostQuantity(order, market);
  if (most === undefined) return null;
  const kind = order.price === undefined ? 'a market order' : 'a limit order';
  return `the maximum ${most} of ${kind} in ${market.symbol}`;
}

function mostQuantity({ price }: Pick<Sized, 'price'>, market: Market): DecimalString | undefined {
  return price === undefined ? market.maxMarketQuantity : market.maxQuantity;
}
