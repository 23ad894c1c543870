import type { Call, Endpoint, SignedEndpoint } from '../rest/handle.ts';
import type { Right } from '../rest/keys.ts';
import { accountInfo, accountStatus, apiRestrictions, bnbBurn } from '../sapi/key-restrictions.ts';
import { transfer, transferHistory } from '../sapi/transfers.ts';
import { accountOf } from './account.ts';
import { amendKeepPriority } from './amend-order.ts';
import { cancelOpenOrders, cancelOrder } from './cancel-orders.ts';
import type { SpotExchange } from './exchange.ts';
import { exchangeInfo } from './exchange-info.ts';
import { queryOrder } from './find-order.ts';
import { allOrders, myTrades, myTradesWeight, openOrders, openOrdersWeight } from './lists.ts';
import * as data from './market-data.ts';
import { orderParams } from './parse-order.ts';
import { placeOrder } from './place-order.ts';

type Run = SignedEndpoint<SpotExchange>['run'];
type Weight = SignedEndpoint<SpotExchange>['weight'];

function open(weight: Weight, run: (call: Call<SpotExchange>) => unknown): Endpoint<SpotExchange> {
  return { security: 'none', weight, run };
}

function read(weight: Weight, reads: readonly string[], run: Run): Endpoint<SpotExchange> {
  return { security: 'signed', right: 'enableReading', weight, reads, run };
}

/** The weight for one symbol, and for all. */
function many(one: number, all: number): Weight {
  return (params) => (params.has('symbol') ? one : all);
}

const trading: Right = 'enableSpotAndMarginTrading';

/** A request that goes to the matching engine. */
function trade(
  reads: readonly string[],
  run: Run,
  more: Partial<SignedEndpoint<SpotExchange>> = {},
): Endpoint<SpotExchange> {
  return { security: 'signed', right: trading, weight: 1, engine: -1021, reads, run, ...more };
}

/** /sapi ignores unknown parameters. */
function wallet(weight: number, run: Run, right: Right = 'enableReading'): Endpoint<SpotExchange> {
  return { security: 'signed', right, weight, run };
}

const symbol = ['symbol'];
const ids = [...symbol, 'orderId', 'origClientOrderId'];
const range = ['startTime', 'endTime', 'limit'];

/** Weights as of spot/rest-api 2026-07-21; /sapi as of wallet/account and wallet/asset. */
export const spotEndpoints: Readonly<Record<string, Endpoint<SpotExchange>>> = {
  'GET /api/v3/ping': open(1, () => ({})),
  'GET /api/v3/time': open(1, ({ now }) => ({ serverTime: now })),
  'GET /api/v3/exchangeInfo': open(20, exchangeInfo),
  'GET /api/v3/depth': open(5, data.depth),
  'GET /api/v3/trades': open(25, data.trades),
  'GET /api/v3/aggTrades': open(4, data.aggregateTrades),
  'GET /api/v3/klines': open(2, data.klines),
  'GET /api/v3/avgPrice': open(2, data.averagePrice),
  'GET /api/v3/ticker/24hr': open(many(2, 80), data.dayTicker),
  'GET /api/v3/ticker/price': open(many(2, 4), data.priceTicker),
  'GET /api/v3/ticker/bookTicker': open(many(2, 4), data.bookTicker),

  'POST /api/v3/order': trade(orderParams, placeOrder, { orders: 1, isFreeIfDone: true }),
  'GET /api/v3/order': read(4, ids, queryOrder),
  'DELETE /api/v3/order': trade([...ids, 'newClientOrderId', 'cancelRestrictions'], cancelOrder),
  'DELETE /api/v3/openOrders': trade(symbol, cancelOpenOrders),
  'PUT /api/v3/order/amend/keepPriority': trade([...ids, 'newClientOrderId', 'newQty'], amendKeepPriority, {
    weight: 4,
  }),
  'GET /api/v3/openOrders': read(openOrdersWeight, symbol, openOrders),
  'GET /api/v3/allOrders': read(20, [...symbol, 'orderId', ...range], allOrders),
  'GET /api/v3/myTrades': read(myTradesWeight, [...symbol, 'orderId', 'fromId', ...range], myTrades),
  'GET /api/v3/account': read(20, ['omitZeroBalances'], accountOf),

  'GET /sapi/v1/account/apiRestrictions': wallet(1, apiRestrictions),
  'GET /sapi/v1/account/info': wallet(1, accountInfo),
  'GET /sapi/v1/account/status': wallet(1, accountStatus),
  'GET /sapi/v1/bnbBurn': wallet(1, bnbBurn),
  'POST /sapi/v1/bnbBurn': wallet(1, bnbBurn, trading),
  'GET /sapi/v1/asset/transfer': wallet(1, transferHistory),
  'POST /sapi/v1/asset/transfer': {
    ...{ security: 'signed', right: 'permitsUniversalTransfer', weight: 900, isByUid: true, run: transfer },
  },
};
