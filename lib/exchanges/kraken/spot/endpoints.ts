import { publicCall, signedCall, unrepeatedCall } from '../../wire/endpoint.ts';

/**
 * Kraken Spot's calls, by Kraken's names. Cancellations may be repeated: a second cancellation by the order's id changes nothing, and
 * CancelAll serves a halted account alone.
 */
export const endpoints = {
  Ticker: publicCall('GET', 'Ticker'),
  Depth: publicCall('GET', 'Depth'),
  GetApiKeyInfo: signedCall('POST', 'GetApiKeyInfo'),
  TradeBalance: signedCall('POST', 'TradeBalance'),
  BalanceEx: signedCall('POST', 'BalanceEx'),
  AddOrder: unrepeatedCall('POST', 'AddOrder'),
  AmendOrder: unrepeatedCall('POST', 'AmendOrder'),
  OpenOrders: signedCall('POST', 'OpenOrders'),
  OpenPositions: signedCall('POST', 'OpenPositions'),
  ClosedOrders: signedCall('POST', 'ClosedOrders'),
  QueryOrders: signedCall('POST', 'QueryOrders'),
  CancelOrder: signedCall('POST', 'CancelOrder'),
  CancelOrderBatch: signedCall('POST', 'CancelOrderBatch'),
  CancelAll: signedCall('POST', 'CancelAll'),
  TradesHistory: signedCall('POST', 'TradesHistory'),
  Ledgers: signedCall('POST', 'Ledgers'),
  WalletTransfer: unrepeatedCall('POST', 'WalletTransfer'),
};
