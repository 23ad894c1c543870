import type { AccountRef } from '../../accounts/account.ts';
import { invalidField } from '../../errors.ts';
import { type MarketType, marketTypeFor } from '../../exchanges/model/axes.ts';
import type { OrderIds } from '../../exchanges/model/order.ts';
import type { OrderRecord } from '../order.ts';
import { findOrderRecords, readOrderRecord } from '../order-store.ts';

/** Names an order as a client does. The market and the symbol may be left out where the journal knows the order. */
export interface OrderName extends OrderIds {
  readonly ref: AccountRef;
  readonly marketType?: MarketType | undefined;
  readonly symbol?: string | undefined;
}

/** An order with its market: told by the client, known to the journal, or the usual market of an unknown order. */
export type NamedOrder = OrderName & { readonly marketType: MarketType };

/**
 * The journal is asked only where an exchange's id comes without market and symbol: every other name costs no request. An order that the journal
 * knows is named by its client order id from then on. Throws INVALID_REQUEST for an id that names orders of several markets.
 */
export async function nameOrder(wanted: OrderName): Promise<NamedOrder> {
  const { exchangeOrderId, marketType, symbol } = wanted;
  const isPlaced = exchangeOrderId === undefined || marketType !== undefined || symbol !== undefined;
  const record = isPlaced ? null : await recordOf(wanted);
  return record === null ? { ...wanted, marketType: marketTypeFor(marketType, symbol) } : nameOf(record);
}

function nameOf({ ref, clientOrderId, marketType, request: { symbol } }: OrderRecord): NamedOrder & { symbol: string } {
  return { ref, clientOrderId, marketType, symbol };
}

/** As `nameOrder`, for calls that need the symbol. Throws INVALID_REQUEST where neither client nor journal tells the symbol. */
export async function nameWithSymbol(wanted: OrderName): Promise<NamedOrder & { readonly symbol: string }> {
  const { marketType, symbol } = wanted;
  if (symbol !== undefined) return { ...wanted, symbol, marketType: marketTypeFor(marketType, symbol) };
  const record = await recordOf(wanted);
  if (record === null)
    throw invalidField('symbol', 'is required for an order that was not placed through this service');
  return nameOf(record);
}

async function recordOf({ ref, clientOrderId, exchangeOrderId, marketType }: OrderName): Promise<OrderRecord | null> {
  if (clientOrderId !== undefined) return readOrderRecord(ref, clientOrderId);
  if (exchangeOrderId === undefined) return null;
  const records = await findOrderRecords(ref, exchangeOrderId);
  const [record = null, ...others] = records.filter((one) => marketType === undefined || one.marketType === marketType);
  if (others.length > 0) throw invalidField('order_id', 'several orders have this id; give client_order_id or symbol');
  return record;
}
