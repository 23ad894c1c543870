import { publicCall, signedCall, unrepeatedCall } from '../../wire/endpoint.ts';

/**
 * The name of the next page of events: "opaque token from the Next-Continuation-Token header" is the parameter's documentation, and the body is
 * documented with an optional `continuationToken` (docs.kraken.com, get-order-events and get-trigger-events, 2026-05). Recorded: the body.
 */
const paged = { fieldsFromHeaders: { 'next-continuation-token': 'continuationToken' } };

/** Kraken Futures' calls, by Kraken's names. Requests carry no nonce, so no request is ever repeated for a refused nonce. */
export const endpoints = {
  tickers: publicCall('GET', 'tickers'),
  ticker: publicCall('GET', 'tickers/{symbol}'),
  orderBook: publicCall('GET', 'orderbook'),
  historicalFundingRates: publicCall('GET', 'historicalfundingrates'),
  accounts: signedCall('GET', 'accounts'),
  checkKey: signedCall('GET', 'api-keys/v3/check', 'auth'),
  sendOrder: unrepeatedCall('POST', 'sendorder'),
  editOrder: unrepeatedCall('POST', 'editorder'),
  cancelOrder: signedCall('POST', 'cancelorder'),
  batchOrder: signedCall('POST', 'batchorder'),
  cancelAllOrders: signedCall('POST', 'cancelallorders'),
  openOrders: signedCall('GET', 'openorders'),
  orderStatus: signedCall('POST', 'orders/status'),
  fills: signedCall('GET', 'fills'),
  openPositions: signedCall('GET', 'openpositions'),
  leveragePreferences: signedCall('GET', 'leveragepreferences'),
  setLeveragePreference: signedCall('PUT', 'leveragepreferences'),
  withdrawal: unrepeatedCall('POST', 'withdrawal'),
  transfer: unrepeatedCall('POST', 'transfer'),
  orderEvents: { ...signedCall('GET', 'orders', 'history'), ...paged },
  triggerEvents: { ...signedCall('GET', 'triggers', 'history'), ...paged },
  accountLog: signedCall('GET', 'account-log', 'history'),
};
