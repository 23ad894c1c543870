import { Decimal, type DecimalString } from '../../decimal.ts';
import type { ExchangeOrder, OrderFee } from '../model/order.ts';
import { isRecord, optionalText, positive, readableDecimal } from '../wire/readers.ts';
import { rowsOf } from './lists.ts';
import type { RegularStore } from './regular-store.ts';
import { mostRows } from './windows.ts';

/** Fills tell their commissions, here or in the acknowledgement: the sums are told where the fills are the whole filled quantity. */
export function feesIn(fills: unknown, filled: DecimalString | null): Pick<ExchangeOrder, 'fees'> {
  if (!Array.isArray(fills) || filled === null || !fills.every(isRecord)) return {};
  const parts = fills.map(({ qty, commission, commissionAsset }) => ({
    quantity: positive(qty),
    amount: readableDecimal(commission),
    asset: optionalText(commissionAsset),
  }));
  const sums = new Map<string, Decimal>();
  let quantity = new Decimal(0);
  for (const part of parts) {
    if (part.quantity === null || part.amount === null || part.asset === null) return {};
    quantity = quantity.plus(part.quantity);
    sums.set(part.asset, (sums.get(part.asset) ?? new Decimal(0)).plus(part.amount));
  }
  return quantity.eq(filled) ? { fees: [...sums].flatMap(charged) } : {};
}

function charged([asset, amount]: readonly [string, Decimal]): OrderFee[] {
  return amount.isZero() ? [] : [{ asset, amount: amount.toFixed() }];
}

const ends: readonly ExchangeOrder['status'][] = ['filled', 'canceled', 'expired'];

/**
 * An ended order with the commissions of its trades, which no query of an order tells. `orderId`: the name at the exchange of the order that
 * traded. An order that was found stays found when its trades cannot be read.
 */
export async function withFees(
  { wire, endpoints }: RegularStore,
  order: ExchangeOrder,
  orderId: string,
  range: Readonly<Record<string, string>> = {},
): Promise<ExchangeOrder> {
  const { symbol, status, filledQuantity, fees } = order;
  if (!ends.includes(status) || fees !== undefined || positive(filledQuantity) === null) return order;
  const query = { symbol, orderId, ...range, limit: String(mostRows) };
  const rows = await wire
    .read(endpoints.trades, query)
    .then((answer) => rowsOf(wire.market.title, answer))
    .catch(() => []);
  const own = rows.filter((row) => String(row.orderId) === orderId);
  return { ...order, ...feesIn(own, filledQuantity) };
}
