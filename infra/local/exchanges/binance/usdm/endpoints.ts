import type { Call, Endpoint, SignedEndpoint } from '../rest/handle.ts';
import type { Params } from '../rest/params.ts';
import { cancelAlgo, cancelOpenAlgos, openAlgos, placeAlgo, queryAlgo } from './algo-orders.ts';
import { amendOrder } from './amend-order.ts';
import { batchSize, placeBatch } from './batch-orders.ts';
import { cancelBatch, cancelOpenOrders, cancelOrder } from './cancel-orders.ts';
import type { UsdmExchange } from './exchange.ts';
import { exchangeInfo } from './exchange-info.ts';
import { queryOpenOrder, queryOrder } from './find-order.ts';
import { income } from './income.ts';
import { allAlgos, allOrders, listWeight, openOrders, userTrades } from './lists.ts';
import * as data from './market-data.ts';
import { placeOrder } from './place-order.ts';
import { positionRisk, positionRiskV2 } from './positions.ts';
import * as settings from './settings.ts';
import { accountOf, balances } from './wallets.ts';

type Run = SignedEndpoint<UsdmExchange>['run'];
type Weight = SignedEndpoint<UsdmExchange>['weight'];

function open(weight: Weight, run: (call: Call<UsdmExchange>) => unknown): Endpoint<UsdmExchange> {
  return { security: 'none', weight, run };
}

function read(weight: Weight, run: Run): Endpoint<UsdmExchange> {
  return { security: 'signed', right: 'enableReading', weight, run };
}

/** Futures trading. */
function trade(weight: Weight, run: Run, more: Partial<SignedEndpoint<UsdmExchange>> = {}): Endpoint<UsdmExchange> {
  return { security: 'signed', right: 'enableFutures', weight, run, ...more };
}

/** The engine looks at the window of new orders and of amendments alone (log 2023-04-17); of algo orders no page tells. */
const judged = { engine: -5028, orders: 1 } as const;

function many(one: number, all: number): Weight {
  return (params: Params) => (params.has('symbol') ? one : all);
}

/** Weights as of fapi/trade, fapi/account and fapi/market 2026-07-24. */
export const usdmEndpoints: Readonly<Record<string, Endpoint<UsdmExchange>>> = {
  'GET /fapi/v1/ping': open(1, () => ({})),
  'GET /fapi/v1/time': open(1, ({ now }) => ({ serverTime: now })),
  'GET /fapi/v1/exchangeInfo': open(1, exchangeInfo),
  'GET /fapi/v1/depth': open(10, data.depth),
  'GET /fapi/v1/trades': open(5, data.trades),
  'GET /fapi/v1/klines': open(5, data.klines),
  'GET /fapi/v1/markPriceKlines': open(5, data.markPriceKlines),
  'GET /fapi/v1/premiumIndex': open(many(1, 10), data.premiumIndex),
  // Counts apart: 500 in 5 minutes.
  'GET /fapi/v1/fundingRate': open(0, data.fundingRate),
  'GET /fapi/v1/fundingInfo': open(0, () => []),
  'GET /fapi/v1/ticker/24hr': open(many(1, 40), data.dayTicker),
  'GET /fapi/v1/ticker/price': open(many(1, 2), data.priceTicker),
  'GET /fapi/v2/ticker/price': open(many(1, 2), data.priceTicker),
  'GET /fapi/v1/ticker/bookTicker': open(many(2, 5), data.bookTicker),

  'POST /fapi/v1/order': trade(0, placeOrder, judged),
  'PUT /fapi/v1/order': trade(1, amendOrder, judged),
  'GET /fapi/v1/order': read(1, queryOrder),
  'DELETE /fapi/v1/order': trade(1, cancelOrder),
  'POST /fapi/v1/batchOrders': trade(5, placeBatch, { engine: -5028, orders: batchSize }),
  'DELETE /fapi/v1/batchOrders': trade(1, cancelBatch),
  'DELETE /fapi/v1/allOpenOrders': trade(1, cancelOpenOrders),
  'GET /fapi/v1/openOrder': read(1, queryOpenOrder),
  'GET /fapi/v1/openOrders': read(listWeight, openOrders),
  'GET /fapi/v1/allOrders': read(5, allOrders),
  'GET /fapi/v1/userTrades': read(5, userTrades),

  'POST /fapi/v1/algoOrder': trade(0, placeAlgo, { orders: 1 }),
  'GET /fapi/v1/algoOrder': read(1, queryAlgo),
  'DELETE /fapi/v1/algoOrder': trade(1, cancelAlgo),
  'DELETE /fapi/v1/algoOpenOrders': trade(1, cancelOpenAlgos),
  'GET /fapi/v1/openAlgoOrders': read(listWeight, openAlgos),
  'GET /fapi/v1/allAlgoOrders': read(5, allAlgos),

  'GET /fapi/v2/balance': read(5, balances),
  'GET /fapi/v3/balance': read(5, balances),
  'GET /fapi/v2/account': read(5, accountOf),
  'GET /fapi/v3/account': read(5, accountOf),
  'GET /fapi/v2/positionRisk': read(5, positionRiskV2),
  'GET /fapi/v3/positionRisk': read(5, positionRisk),
  'GET /fapi/v1/income': read(30, income),

  'GET /fapi/v1/accountConfig': read(5, settings.accountConfig),
  'GET /fapi/v1/symbolConfig': read(5, settings.symbolConfig),
  'GET /fapi/v1/leverageBracket': read(1, settings.leverageBracket),
  'GET /fapi/v1/commissionRate': read(20, settings.commissionRate),
  'POST /fapi/v1/leverage': trade(1, settings.setLeverage),
  'POST /fapi/v1/marginType': trade(1, settings.setMarginType),
  'GET /fapi/v1/positionSide/dual': read(30, settings.positionSideDual),
  'POST /fapi/v1/positionSide/dual': trade(1, settings.setPositionSideDual),
  'GET /fapi/v1/multiAssetsMargin': read(30, settings.multiAssets),
  'GET /fapi/v1/feeBurn': read(30, settings.feeBurn),
  'POST /fapi/v1/feeBurn': trade(1, settings.setFeeBurn),
};
