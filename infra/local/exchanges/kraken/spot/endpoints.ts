import { amendOrder } from './amend-order.ts';
import type { Permission } from './auth.ts';
import { keyInfo } from './auth.ts';
import type { Call } from './call.ts';
import { cancelAll, cancelOrder, cancelOrderBatch } from './cancel-orders.ts';
import type { SpotExchange } from './exchange.ts';
import { closedOrders, ledgers, openOrders, queryLedgers, queryOrders, queryTrades, tradesHistory } from './history.ts';
import { assetList, assetPairs, depth, recentTrades, systemStatus, ticker, time } from './market-data.ts';
import { addOrder } from './place-order.ts';
import type { Params } from './request.ts';
import { balance, extendedBalance, tradeVolume, walletTransfer } from './wallets.ts';

interface PrivateEndpoint {
  /** Any listed permission is enough; an empty list needs none. */
  permissions: readonly Permission[];
  /** Points on the key's REST counter. The engine's counter limits orders. */
  cost: number;
  run: (call: Call) => unknown;
}

export const publicEndpoints: Record<string, (exchange: SpotExchange, params: Params) => unknown> = {
  Time: time,
  SystemStatus: systemStatus,
  Assets: assetList,
  AssetPairs: assetPairs,
  Ticker: ticker,
  Depth: depth,
  Trades: recentTrades,
};

const changes: readonly Permission[] = ['modify-trades', 'close-trades'];

export const privateEndpoints: Record<string, PrivateEndpoint> = {
  Balance: { permissions: ['query-funds'], cost: 1, run: balance },
  BalanceEx: { permissions: ['query-funds'], cost: 1, run: extendedBalance },
  TradeVolume: { permissions: ['query-funds'], cost: 1, run: tradeVolume },
  // Moving money to the futures wallet takes no more than the right to look at it.
  WalletTransfer: { permissions: ['query-funds'], cost: 1, run: walletTransfer },
  OpenOrders: { permissions: ['query-open-trades'], cost: 1, run: openOrders },
  OpenPositions: { permissions: ['query-open-trades'], cost: 1, run: () => ({}) },
  ClosedOrders: { permissions: ['query-closed-trades'], cost: 1, run: closedOrders },
  QueryOrders: { permissions: ['query-open-trades', 'query-closed-trades'], cost: 1, run: queryOrders },
  TradesHistory: { permissions: ['query-closed-trades'], cost: 2, run: tradesHistory },
  QueryTrades: { permissions: ['query-closed-trades'], cost: 1, run: queryTrades },
  Ledgers: { permissions: ['query-ledger'], cost: 2, run: ledgers },
  QueryLedgers: { permissions: ['query-ledger'], cost: 2, run: queryLedgers },
  AddOrder: { permissions: ['modify-trades'], cost: 0, run: addOrder },
  AmendOrder: { permissions: changes, cost: 0, run: amendOrder },
  CancelOrder: { permissions: changes, cost: 0, run: cancelOrder },
  CancelOrderBatch: { permissions: changes, cost: 0, run: cancelOrderBatch },
  CancelAll: { permissions: changes, cost: 1, run: cancelAll },
  GetApiKeyInfo: { permissions: [], cost: 1, run: ({ key }) => keyInfo(key) },
};
