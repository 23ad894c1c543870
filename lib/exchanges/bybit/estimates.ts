import type { OrderEstimate } from '../model/estimate.ts';
import type { OrderRequest } from '../model/order.ts';
import { estimateSpot, estimateSwap, namedPrice } from '../rules/estimate.ts';
import { leverageOf } from './margin.ts';
import type { PartWire } from './part.ts';
import { bestPrice } from './prices.ts';

/** A symbol has a leverage in either margin mode, and the exchange holds the value of an order divided by the leverage. */
export async function estimateOrder(wire: PartWire, order: OrderRequest): Promise<OrderEstimate> {
  const market = await wire.markets.market(order.symbol);
  const price = namedPrice(order) ?? (await bestPrice(wire, order.symbol, order.side));
  if (wire.part.category === 'spot') return estimateSpot(order, market, price);
  const leverage = order.reduceOnly ? null : await leverageOf(wire, order.symbol);
  return estimateSwap(order, market, price, { levels: leverage === null ? [] : market.marginLevels, leverage });
}
