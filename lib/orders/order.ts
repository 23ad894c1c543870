import type { AccountRef } from '../accounts/account.ts';
import type { DecimalString, ExchangeOrder, OrderRequest, OrderStatus, Product } from '../exchanges/exchange.ts';

/** An order as a client sends it: `clientOrderId` still optional, the product already settled. */
export interface OrderIntent extends Omit<OrderRequest, 'clientOrderId'> {
  readonly ref: AccountRef;
  readonly product: Product;
  readonly clientOrderId?: string;
  /** Everything but sending. */
  readonly dryRun: boolean;
}

/** What is known about an order, by its request and by the exchange. */
export interface Order {
  readonly exchangeOrderId: string | null;
  readonly clientOrderId: string;
  readonly exchange: string;
  readonly accountId: string;
  readonly request: OrderRequest;
  readonly status: OrderStatus;
  readonly filledQuantity: DecimalString | null;
  readonly remainingQuantity: DecimalString | null;
  readonly averagePrice: DecimalString | null;
  /** Epoch ms. */
  readonly createdAt: number;
}

export interface OrderIdentity {
  readonly exchange: string;
  readonly accountId: string;
  readonly request: OrderRequest;
  readonly sentAt: number;
}

/** An order the exchange has described. */
export const describedOrder = (identity: OrderIdentity, found: ExchangeOrder): Order => ({
  exchangeOrderId: found.exchangeOrderId,
  clientOrderId: identity.request.clientOrderId,
  exchange: identity.exchange,
  accountId: identity.accountId,
  request: identity.request,
  status: found.status,
  filledQuantity: found.filledQuantity,
  remainingQuantity: found.remainingQuantity,
  averagePrice: found.averagePrice,
  createdAt: found.createdAt ?? identity.sentAt,
});

/** An order of which only the status is known: acknowledged but not read back (`pending`), or of unknown fate (`unknown`). */
export const undescribedOrder = (
  identity: OrderIdentity,
  status: OrderStatus,
  exchangeOrderId: string | null,
): Order => ({
  exchangeOrderId,
  clientOrderId: identity.request.clientOrderId,
  exchange: identity.exchange,
  accountId: identity.accountId,
  request: identity.request,
  status,
  filledQuantity: null,
  remainingQuantity: null,
  averagePrice: null,
  createdAt: identity.sentAt,
});
