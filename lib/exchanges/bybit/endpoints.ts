import { publicCall, signedCall, unrepeatedCall } from '../wire/endpoint.ts';

/** Calls of Bybit's API v5 (github bybit-exchange/docs, docs/v5). Each market names itself in the parameter `category`. */
export const endpoints = {
  tickers: publicCall('GET', 'v5/market/tickers'),
  orderBook: publicCall('GET', 'v5/market/orderbook'),
  fundingHistory: publicCall('GET', 'v5/market/funding/history'),
  keyInfo: signedCall('GET', 'v5/user/query-api'),
  accountInfo: signedCall('GET', 'v5/account/info'),
  walletBalance: signedCall('GET', 'v5/account/wallet-balance'),
  transactionLog: signedCall('GET', 'v5/account/transaction-log'),
  positions: signedCall('GET', 'v5/position/list'),
  setLeverage: signedCall('POST', 'v5/position/set-leverage'),
  createOrder: unrepeatedCall('POST', 'v5/order/create'),
  amendOrder: unrepeatedCall('POST', 'v5/order/amend'),
  cancelOrder: signedCall('POST', 'v5/order/cancel'),
  cancelBatch: signedCall('POST', 'v5/order/cancel-batch'),
  cancelAll: signedCall('POST', 'v5/order/cancel-all'),
  currentOrders: signedCall('GET', 'v5/order/realtime'),
  orderHistory: signedCall('GET', 'v5/order/history'),
  executions: signedCall('GET', 'v5/execution/list'),
};
