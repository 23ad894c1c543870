import { amendOrder } from './amend-order.ts';
import type { Permission } from './auth.ts';
import type { Call } from './call.ts';
import { cancelAllOrdersAfter } from './cancel-after.ts';
import { cancelAll, cancelOrder, cancelOrderBatch } from './cancel-orders.ts';
import { ohlc, spread } from './candles.ts';
import { editOrder } from './edit-order.ts';
import type { SpotExchange } from './exchange.ts';
import { depositStatus, withdraw, withdrawAddresses, withdrawStatus } from './funding.ts';
import { closedOrders, ledgers, openOrders, queryLedgers, queryOrders, queryTrades, tradesHistory } from './history.ts';
import { keyInfo } from './key-info.ts';
import { openPositions } from './margin-positions.ts';
import { assetList, assetPairs, depth, recentTrades, systemStatus, ticker, time } from './market-data.ts';
import { orderAmends } from './order-amends.ts';
import { addOrderBatch } from './order-batch.ts';
import { addOrder } from './place-order.ts';
import { refuse } from './refusal.ts';
import type { Params } from './request.ts';
import { tradeBalance } from './trade-balance.ts';
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
  OHLC: ohlc,
  Spread: spread,
};

const changes: readonly Permission[] = ['modify-trades', 'close-trades'];

export const privateEndpoints: Record<string, PrivateEndpoint> = {
  Balance: { permissions: ['query-funds'], cost: 1, run: balance },
  BalanceEx: { permissions: ['query-funds'], cost: 1, run: extendedBalance },
  TradeVolume: { permissions: ['query-funds'], cost: 1, run: tradeVolume },
  // docs.kraken.com/api-reference/account-data/get-trade-balance: a right to look at orders, not at funds.
  TradeBalance: { permissions: ['query-open-trades'], cost: 1, run: tradeBalance },
  // Moving money to the futures wallet takes no more than the right to look at it.
  WalletTransfer: { permissions: ['query-funds'], cost: 1, run: walletTransfer },
  OpenOrders: { permissions: ['query-open-trades'], cost: 1, run: openOrders },
  OpenPositions: { permissions: ['query-open-trades'], cost: 1, run: openPositions },
  ClosedOrders: { permissions: ['query-closed-trades'], cost: 1, run: closedOrders },
  QueryOrders: { permissions: ['query-open-trades', 'query-closed-trades'], cost: 1, run: queryOrders },
  OrderAmends: { permissions: ['query-open-trades', 'query-closed-trades'], cost: 1, run: orderAmends },
  TradesHistory: { permissions: ['query-closed-trades'], cost: 2, run: tradesHistory },
  QueryTrades: { permissions: ['query-closed-trades'], cost: 1, run: queryTrades },
  Ledgers: { permissions: ['query-ledger'], cost: 2, run: ledgers },
  QueryLedgers: { permissions: ['query-ledger'], cost: 2, run: queryLedgers },
  AddOrder: { permissions: ['modify-trades'], cost: 0, run: addOrder },
  AddOrderBatch: { permissions: ['modify-trades'], cost: 0, run: addOrderBatch },
  EditOrder: { permissions: ['modify-trades'], cost: 0, run: editOrder },
  AmendOrder: { permissions: changes, cost: 0, run: amendOrder },
  CancelOrder: { permissions: changes, cost: 0, run: cancelOrder },
  CancelOrderBatch: { permissions: changes, cost: 0, run: cancelOrderBatch },
  CancelAll: { permissions: changes, cost: 1, run: cancelAll },
  CancelAllOrdersAfter: { permissions: changes, cost: 1, run: cancelAllOrdersAfter },
  DepositStatus: { permissions: ['query-funds'], cost: 1, run: depositStatus },
  WithdrawStatus: { permissions: ['query-funds', 'withdraw-funds'], cost: 1, run: withdrawStatus },
  WithdrawAddresses: { permissions: ['withdraw-funds'], cost: 1, run: withdrawAddresses },
  WithdrawInfo: { permissions: ['withdraw-funds'], cost: 1, run: withdraw },
  Withdraw: { permissions: ['withdraw-funds'], cost: 1, run: withdraw },
  // There is no feed that a token would open.
  GetWebSocketsToken: { permissions: ['create-ws-token'], cost: 1, run: () => refuse('EService:Unavailable') },
  GetApiKeyInfo: { permissions: [], cost: 1, run: ({ key, exchange }) => keyInfo(key, exchange.keyForms) },
};
