import type { Ledger } from '../../../lib/exchanges/interfaces/ledger.ts';
import type { MarketAdapter } from '../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Transfers } from '../../../lib/exchanges/interfaces/transfers.ts';
import type { JsonObject, OrderChange, OrderIds, OrderRef, OrderRequest } from '../../../lib/exchanges/model/order.ts';
import type { SubmitOutcome } from '../../../lib/exchanges/model/outcome.ts';

/** Prepares and sends an order, as a submission does. */
export async function placeOrder(
  adapter: MarketAdapter,
  order: OrderRequest,
  deadline: number,
): Promise<SubmitOutcome> {
  return adapter.orders.submit(await adapter.orders.prepare(order, deadline), order);
}

export async function parametersOf(adapter: MarketAdapter, order: OrderRequest, deadline: number): Promise<JsonObject> {
  return (await adapter.orders.prepare(order, deadline)).body;
}

/** An order reference with ids alone. */
export function refOf(ids: OrderIds): OrderRef {
  return { symbol: null, store: 'regular', ...ids };
}

export async function amendParametersOf(
  adapter: MarketAdapter,
  ids: OrderIds,
  symbol: string,
  change: OrderChange,
  deadline: number,
): Promise<JsonObject> {
  return (await adapter.orders.prepareAmend(refOf(ids), symbol, change, deadline)).body;
}

/** Prepares and sends one amendment. */
export async function amendOrder(
  adapter: MarketAdapter,
  ids: OrderIds,
  symbol: string,
  change: OrderChange,
  deadline: number,
): Promise<SubmitOutcome> {
  return adapter.orders.amend(await adapter.orders.prepareAmend(refOf(ids), symbol, change, deadline), refOf(ids));
}

export function ledgerOf({ ledger }: MarketAdapter): Ledger {
  if (ledger === null) throw new Error('the market has no ledger');
  return ledger;
}

export function transfersOf({ transfers }: MarketAdapter): Transfers {
  if (transfers === null) throw new Error('the market has no transfers');
  return transfers;
}
