import type { Exchange } from '../../../lib/exchanges/exchange.ts';
import { exchangeRow } from '../../../lib/exchanges/exchanges.ts';
import type { ExchangeOrder } from '../../../lib/exchanges/model/order.ts';
import type { AmendmentRecord } from '../../../lib/orders/amend/amendment.ts';
import type { CancelAllRecord } from '../../../lib/orders/cancel/cancel-all-entry.ts';
import type { Session } from '../../../lib/session/open-session.ts';
import { describedOf, notAfter, recordOf, sentAt } from './fixture-records.ts';

const line = {
  product: 'swap',
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
    change: { price: '69000' },
    attempt: `attempt-${serial}`,
    notAfter,
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
    left: ['a'],
    ...changes,
  };
}

/** The order that `amendmentOf` is about, before it. */
export function restingOrder(changes: Partial<ExchangeOrder> = {}): ExchangeOrder {
  return describedOf(recordOf(), changes);
}

/** An opened futures wallet whose exchange does only what the test says. */
export function openedOver(exchange: Partial<Exchange>, version = 'version-1'): Session {
  return {
    exchange,
    row: exchangeRow('kraken', 'swap'),
    account: { credentials: { swap: { version } } },
    lastNonce: () => null,
  } as unknown as Session;
}
