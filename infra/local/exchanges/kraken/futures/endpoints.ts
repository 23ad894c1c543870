import type { Account } from '../../engine/account.ts';
import { editOrder } from './amend-order.ts';
import type { ApiKey } from './auth.ts';
import { batchOf, batchOrder } from './batch-orders.ts';
import { cancelAllOrdersAfter } from './cancel-after.ts';
import { cancelAllOrders, cancelOrder } from './cancel-orders.ts';
import type { Resolution } from './charts.ts';
import { chartMarkets, chartResolutions, charts, resolutions, tickTypes } from './charts.ts';
import type { FuturesExchange } from './exchange.ts';
import { feeSchedules, feeVolumes } from './fee-schedules.ts';
import { accountLog, events } from './history.ts';
import {
  fundingRates,
  instrumentStatus,
  instrumentStatuses,
  instruments,
  orderbook,
  ticker,
  tickers,
} from './market-data.ts';
import { openOrders, ordersStatus } from './open-orders.ts';
import { sendOrder } from './place-order.ts';
import { fills, leveragePreferences, openPositions, setLeveragePreference } from './positions.ts';
import { publicExecutions, publicTrades } from './public-trades.ts';
import { accountLogCost } from './rate-limits.ts';
import { recentOrders } from './recent-orders.ts';
import type { Params } from './refusal.ts';
import { Refusal } from './refusal.ts';
import { iso } from './render-order.ts';
import { notifications, pnlPreferences, selfTradeStrategy, subaccounts } from './settings-endpoints.ts';
import { transfers } from './transfer-list.ts';
import { accounts, transfer, withdrawal } from './wallets.ts';

interface PublicRoute {
  access: 'public';
  run(exchange: FuturesExchange, params: Params, segment: string): object;
}

interface PrivateRoute {
  /** read, trade: general access; withdraw: withdrawal access; any: every key. */
  access: 'any' | 'read' | 'trade' | 'withdraw';
  /** Units or, under /history, tokens (docs.kraken.com, futures rate limits); a function where it depends on the request. */
  cost: number | ((params: Params) => number);
  run(exchange: FuturesExchange, account: Account, params: Params, key: ApiKey): object;
}

export type Route = PublicRoute | PrivateRoute;

const v3 = '/derivatives/api/v3';
function free(run: PublicRoute['run']): PublicRoute {
  return { access: 'public', run };
}
function route(access: PrivateRoute['access'], cost: PrivateRoute['cost'], run: PrivateRoute['run']): PrivateRoute {
  return {
    access,
    cost,
    run,
  };
}

/** Everything Kraken serves. A `*` stands for a path segment. */
const routes: Record<string, Route> = {
  [`GET ${v3}/instruments`]: free((exchange) => instruments(exchange)),
  [`GET ${v3}/instruments/status`]: free((exchange) => instrumentStatuses(exchange)),
  [`GET ${v3}/instruments/*/status`]: free((exchange, _params, symbol) => instrumentStatus(exchange, symbol)),
  [`GET ${v3}/tickers`]: free((exchange) => tickers(exchange)),
  [`GET ${v3}/tickers/*`]: free((exchange, _params, symbol) => ticker(exchange, symbol)),
  [`GET ${v3}/orderbook`]: free((exchange, params) => orderbook(exchange, params)),
  // v3 answers 404 NOT_FOUND (recorded 2026-09).
  'GET /derivatives/api/v4/historicalfundingrates': free(fundingRates),

  [`GET ${v3}/history`]: free(publicTrades),
  [`GET ${v3}/feeschedules`]: free(feeSchedules),
  'GET /api/history/v3/market/*/executions': free(publicExecutions),
  ...chartRoutes(),

  [`GET ${v3}/accounts`]: route('read', 2, accounts),
  [`GET ${v3}/openpositions`]: route('read', 2, openPositions),
  [`GET ${v3}/openorders`]: route('read', 2, openOrders),
  [`GET ${v3}/fills`]: route('read', (params) => (params.has('lastFillTime') ? 25 : 2), fills),
  [`POST ${v3}/orders/status`]: route('read', 1, ordersStatus),
  // Documented as POST only; Kraken answers GET too, and CCXT sends GET.
  [`GET ${v3}/orders/status`]: route('read', 1, ordersStatus),
  [`GET ${v3}/leveragepreferences`]: route('read', 2, leveragePreferences),
  [`PUT ${v3}/leveragepreferences`]: route('trade', 10, setLeveragePreference),
  [`GET ${v3}/feeschedules/volumes`]: route('read', 2, feeVolumes),
  [`GET ${v3}/pnlpreferences`]: route('read', 2, pnlPreferences),
  [`GET ${v3}/self-trade-strategy`]: route('read', 2, selfTradeStrategy),
  [`GET ${v3}/subaccounts`]: route('read', 2, subaccounts),
  [`GET ${v3}/notifications`]: route('read', 2, notifications),
  // Of older documentation, without a cost.
  [`GET ${v3}/transfers`]: route('read', 2, transfers),
  [`GET ${v3}/recentorders`]: route('read', 2, recentOrders),
  [`POST ${v3}/sendorder`]: route('trade', 10, sendOrder),
  [`POST ${v3}/editorder`]: route('trade', 10, editOrder),
  [`POST ${v3}/cancelorder`]: route('trade', 10, cancelOrder),
  [`POST ${v3}/batchorder`]: route('trade', (params) => 9 + batchOf(params).length, batchOrder),
  [`POST ${v3}/cancelallorders`]: route('trade', 25, cancelAllOrders),
  [`POST ${v3}/cancelallordersafter`]: route('trade', 25, cancelAllOrdersAfter),
  [`POST ${v3}/transfer`]: route('trade', 10, transfer),
  [`POST ${v3}/withdrawal`]: route('withdraw', 100, withdrawal),

  ...history('account-log', accountLogCost, accountLog),
  ...history('orders', 1, events('orders')),
  ...history('triggers', 1, events('triggers')),
  ...history('executions', 1, events('executions')),
  // Kraken prints no cost for `positions`.
  ...history('positions', 1, events('positions')),

  'GET /api/auth/v1/api-keys/v3/check': route('any', 0, checkKey),
};

/** Documented as v3; v2 is what older clients, and CCXT for most of these, still call. */
function history(name: string, cost: PrivateRoute['cost'], run: PrivateRoute['run']): Record<string, Route> {
  const row = route('read', cost, run);
  return { [`GET /api/history/v3/${name}`]: row, [`GET /api/history/v2/${name}`]: row };
}

/** One route for each tick type and resolution, so that the contract is the only open segment. */
function chartRoutes(): Record<string, Route> {
  const v1 = 'GET /api/charts/v1';
  const candles = tickTypes.flatMap((tickType) =>
    (Object.keys(resolutions) as Resolution[]).map(
      (resolution) => [`${v1}/${tickType}/*/${resolution}`, free(charts(tickType, resolution))] as const,
    ),
  );
  const lists = tickTypes.flatMap((tickType) => [
    [`${v1}/${tickType}`, free(chartMarkets)] as const,
    [`${v1}/${tickType}/*`, free((exchange, _params, symbol) => chartResolutions(exchange, symbol))] as const,
  ]);
  return { [`${v1}/`]: free(() => tickTypes), ...Object.fromEntries([...lists, ...candles]) };
}

/** GET api-keys/v3/check: permissions of the key (docs.kraken.com, check-v3-api-key). */
function checkKey(_exchange: FuturesExchange, account: Account, _params: Params, key: ApiKey) {
  const levels = { none: 'NO_ACCESS', read: 'READ_ONLY', full: 'FULL_ACCESS' };
  return {
    apiKey: key.apiKey,
    accountUid: account.uid,
    iiban: 'AA08 N84G CPAR UN7A',
    createdAt: iso(key.createdAt),
    permissions: { general: levels[key.general], transfer: levels[key.withdrawal] },
    allowedCidrBlock: null,
    allowedCidrBlocks: [],
  };
}

export function findRoute(method: string, path: string): { route: Route; segment: string } | null {
  const exact = routes[`${method} ${path}`];
  if (exact) return { route: exact, segment: '' };
  const parts = path.split('/');
  for (let index = parts.length - 1; index > 3; index--) {
    const pattern = parts.with(index, '*').join('/');
    const match = routes[`${method} ${pattern}`];
    if (match) return { route: match, segment: decodeURIComponent(parts[index] ?? '') };
  }
  return null;
}

export function permit(route: PrivateRoute, key: ApiKey): void {
  const allowed = {
    any: true,
    read: key.general !== 'none',
    trade: key.general === 'full',
    withdraw: key.withdrawal === 'full',
  };
  if (!allowed[route.access]) throw new Refusal('insufficientPrivileges');
}
