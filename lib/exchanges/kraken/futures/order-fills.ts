import { Decimal } from '../../../decimal.ts';
import type { Fill } from '../../model/history.ts';
import type { ExchangeOrder, OrderFee } from '../../model/order.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { lastFuturesFills } from './market-data.ts';

export async function withExecution(wire: MarketWire, order: ExchangeOrder): Promise<ExchangeOrder> {
  return (await withExecutions(wire, [order]))[0] ?? order;
}

/**
 * The orders with average price and fees. Neither status nor events carry a price of execution or a fee; the fills do, while they are among the last hundred.
 */
export async function withExecutions<T extends ExchangeOrder | null>(
  wire: MarketWire,
  orders: readonly T[],
): Promise<T[]> {
  if (!orders.some((order) => Number(order?.filledQuantity ?? 0) > 0)) return [...orders];
  // An order that was found stays found when its fills cannot be read.
  const items = await lastFuturesFills(wire).catch(() => []);
  return orders.map((order) => (order === null ? order : { ...order, ...executionIn(items, order) }));
}

/** Only the fills of the whole filled quantity tell an average and a sum. */
function executionIn(fills: readonly Fill[], order: ExchangeOrder): Pick<ExchangeOrder, 'averagePrice' | 'fees'> {
  const { exchangeOrderId, filledQuantity, averagePrice } = order;
  const own = fills.filter(({ orderId }) => orderId === exchangeOrderId);
  const quantity = own.reduce((sum, fill) => sum.plus(fill.quantity), new Decimal(0));
  if (filledQuantity === null || quantity.isZero() || !quantity.eq(filledQuantity)) return { averagePrice };
  const cost = own.reduce((sum, fill) => sum.plus(new Decimal(fill.quantity).mul(fill.price)), new Decimal(0));
  const fees = feesOf(own);
  return {
    averagePrice: cost.div(quantity).toSignificantDigits(18).toFixed(),
    ...(fees === null ? {} : { fees }),
  };
}

/** Null when a single fee, or its asset, is not told: a sum without that fee would be too small. */
function feesOf(fills: readonly Fill[]): readonly OrderFee[] | null {
  const sums = new Map<string, Decimal>();
  for (const { fee, feeAsset } of fills) {
    if (fee === null || feeAsset === null) return null;
    sums.set(feeAsset, (sums.get(feeAsset) ?? new Decimal(0)).plus(fee));
  }
  const charged = [...sums].filter(([, amount]) => !amount.isZero());
  return charged.map(([asset, amount]) => ({ asset, amount: amount.toFixed() }));
}
