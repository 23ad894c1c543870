import type { Account } from '../engine/account.ts';
import { accountInfo, coinInfo, feeRate, queryApi, setMarginMode } from './account-endpoints.ts';
import { amendOrder } from './amend-order.ts';
import type { ApiKey } from './auth.ts';
import { cancelAll, cancelBatch, cancelOrder } from './cancel-orders.ts';
import { closedPnl } from './closed-pnl.ts';
import type { BybitExchange } from './exchange.ts';
import { executionList } from './executions.ts';
import { instrumentsInfo } from './instruments-info.ts';
import { setLeverage, switchMode, symbolInfo } from './leverage.ts';
import * as market from './market-data.ts';
import { orderHistory, realtimeOrders } from './order-lists.ts';
import type { Params } from './params.ts';
import type { Access } from './permissions.ts';
import { createOrder } from './place-order.ts';
import { positionList } from './positions.ts';
import { transactionLog } from './transaction-log.ts';
import { walletBalance } from './wallet-balance.ts';

export type PublicRun = (exchange: BybitExchange, params: Params) => object;

export interface PrivateRoute {
  readonly access: Access | 'trade';
  /** Requests a second of one user; `[contracts, spot]` where spot has its own (docs v5, rate-limit). */
  readonly perSecond: number | readonly [contracts: number, spot: number];
  readonly run: (exchange: BybitExchange, account: Account, params: Params, key: ApiKey) => object;
}

export const publicRoutes: Readonly<Record<string, PublicRun>> = {
  'GET /v5/market/time': market.serverTime,
  'GET /v5/market/instruments-info': instrumentsInfo,
  'GET /v5/market/tickers': market.tickers,
  'GET /v5/market/orderbook': market.orderbook,
  'GET /v5/market/funding/history': market.fundingHistory,
  'GET /v5/market/price-limit': market.priceLimit,
  'GET /v5/market/recent-trade': market.recentTrades,
};

function route(access: PrivateRoute['access'], perSecond: PrivateRoute['perSecond'], run: PrivateRoute['run']) {
  return { access, perSecond, run };
}

export const privateRoutes: Readonly<Record<string, PrivateRoute>> = {
  'POST /v5/order/create': route('trade', [10, 20], createOrder),
  'POST /v5/order/amend': route('trade', [10, 20], amendOrder),
  'POST /v5/order/cancel': route('trade', [10, 20], cancelOrder),
  'POST /v5/order/cancel-batch': route('trade', [10, 20], cancelBatch),
  'POST /v5/order/cancel-all': route('trade', [10, 20], cancelAll),
  'GET /v5/order/realtime': route('read', 50, realtimeOrders),
  'GET /v5/order/history': route('read', 50, orderHistory),
  'GET /v5/execution/list': route('read', 50, executionList),
  'GET /v5/position/list': route('read', 50, positionList),
  'GET /v5/position/closed-pnl': route('read', 50, closedPnl),
  'GET /v5/position/symbol-info': route('read', 50, symbolInfo),
  'POST /v5/position/set-leverage': route('position', 10, setLeverage),
  'POST /v5/position/switch-mode': route('position', 10, switchMode),
  'GET /v5/account/wallet-balance': route('read', 50, walletBalance),
  'GET /v5/account/info': route('read', 50, accountInfo),
  'POST /v5/account/set-margin-mode': route('account', 5, setMarginMode),
  'GET /v5/account/fee-rate': route('read', 5, feeRate),
  'GET /v5/account/transaction-log': route('read', 25, transactionLog),
  'GET /v5/user/query-api': route('any', 10, queryApi),
  'GET /v5/asset/coin/query-info': route('read', 50, coinInfo),
};
