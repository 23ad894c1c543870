import { exchanges, marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { OrderEntry } from '../../../lib/exchanges/interfaces/order-entry.ts';
import type { ExchangeOrder } from '../../../lib/exchanges/model/order.ts';
import type { AmendmentRecord } from '../../../lib/orders/amend/amendment.ts';
import type { CancelAllRecord } from '../../../lib/orders/cancel/cancel-all.ts';
import type { Session } from '../../../lib/session/open-session.ts';
import { describedOf, notAfter, prepared, recordOf, sentAt } from './fixture-records.ts';

const line = {
  marketType: 'swap',
  fingerprint: 'hash',
  credentialVersion: 'version-1',
  state: 'IN_FLIGHT',
  sentAt,
} as const;
let serial = 0;

/** An amendment to a price of 69,000 that has just been sent. */
export function amendmentOf(changes: Partial<AmendmentRecord> = {}): AmendmentRecord {
  serial += 1;
  return {
    ...line,
    ref: { tenant: 'alpha', accountId: `account-${serial}` },
    amendmentId: `amendment-${serial}`,
    symbol: 'BTC/USD:USD',
    exchangeOrderId: 'exchange-1',
    store: 'regular',
    prepared,
    change: { price: '69000' },
    attempt: `attempt-${serial}`,
    notAfter,
    arrivesUntil: (changes.notAfter ?? notAfter) + 5000,
    shownUntil: null,
    orderSince: sentAt - 60_000,
    isAcknowledged: false,
    described: null,
    error: null,
    absentSince: null,
    ...changes,
  };
}

export function cancelAllOf(changes: Partial<CancelAllRecord> = {}): CancelAllRecord {
  serial += 1;
  return {
    ...line,
    ref: { tenant: 'alpha', accountId: `account-${serial}` },
    cancelAllId: `cancel-all-${serial}`,
    symbol: null,
    attempt: `attempt-${serial}`,
    canceled: 0,
    remaining: [remainingOrder('a')],
    ...changes,
  };
}

/** The order that `amendmentOf` is about, before it. */
export function restingOrder(changes: Partial<ExchangeOrder> = {}): ExchangeOrder {
  return describedOf(recordOf(), changes);
}

/** One of the orders that a cancel-all is about. */
export function remainingOrder(exchangeOrderId: string) {
  return { exchangeOrderId, symbol: 'BTC/USD:USD', store: 'regular' } as const;
}

/** A session of a futures account whose order entry does only what the test says. */
/** The list of open orders has every order of `open`, unless the orders tell a list of their own. */
export function sessionOver(orders: Partial<OrderEntry>, keyVersion = 'version-1'): Session {
  const openList = async (symbol?: string) => ({ rows: (await orders.open?.(symbol)) ?? [], unread: [] });
  return {
    orders: orders.open === undefined ? orders : { openList, ...orders },
    market: marketOf({ exchange: 'kraken', marketType: 'swap' }),
    key: exchanges.kraken.keys.swap,
    keyVersion,
    account: { exchange: 'kraken', credentials: { swap: { version: keyVersion, verification: 'verified' } } },
    clock: { offsetMs: () => 0, behindMs: () => 0, atLeastAt: () => null },
    lastNonce: () => null,
  } as unknown as Session;
}
