import type { ExchangeOrder, PreparedRequest } from '../../../lib/exchanges/model/order.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';

export const sentAt = Date.UTC(2026, 4, 20, 10, 30);
export const notAfter = sentAt + 8_000;

/** A request that no test looks into. */
export const prepared: PreparedRequest = { endpoint: 'order', body: {}, deadline: notAfter };

let serial = 0;

/** A limit order that has just been sent; every one has an account and an id of its own unless told. */
export function recordOf(changes: Partial<OrderRecord> = {}): OrderRecord {
  serial += 1;
  return {
    ref: { tenant: 'alpha', accountId: `account-${serial}` },
    clientOrderId: `order-${serial}`,
    marketType: 'swap',
    exchange: 'krakenfutures',
    request: {
      clientOrderId: `order-${serial}`,
      symbol: 'BTC/USD:USD',
      side: 'buy',
      type: 'limit',
      quantity: '0.01',
      price: '70000',
      postOnly: false,
      reduceOnly: false,
    },
    store: 'regular',
    prepared,
    credentialVersion: 'version-1',
    fingerprint: 'hash',
    state: 'IN_FLIGHT',
    attempt: `attempt-${serial}`,
    sentAt,
    notAfter,
    arrivesUntil: (changes.notAfter ?? notAfter) + 5000,
    shownUntil: null,
    exchangeOrderId: null,
    described: null,
    error: null,
    absentSince: null,
    ...changes,
  };
}

/** The same order as the exchange tells it. */
export function describedOf(record: OrderRecord, changes: Partial<ExchangeOrder> = {}): ExchangeOrder {
  return {
    exchangeOrderId: 'exchange-1',
    clientOrderId: record.clientOrderId,
    symbol: record.request.symbol,
    store: record.store,
    side: record.request.side,
    type: record.request.type,
    status: 'open',
    quantity: record.request.quantity,
    filledQuantity: '0',
    remainingQuantity: record.request.quantity,
    averagePrice: null,
    price: record.request.price ?? null,
    stopPrice: null,
    timeInForce: null,
    postOnly: false,
    reduceOnly: false,
    createdAt: record.sentAt,
    ...changes,
  };
}
