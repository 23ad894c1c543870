import { accountEndpoints, spotEndpoints, usdmEndpoints } from '../../../../../lib/exchanges/binance/endpoints.ts';
import type { Json } from '../../../../../lib/exchanges/wire/readers.ts';
import type { AnswerTable, Named } from '../../answer-table.ts';
import { accountRows } from './account.ts';
import { marketsNamed, ordersNamed, placedNamed, rowsIn, texts, unknownOrder } from './named.ts';

const endpoints = { ...usdmEndpoints, ...accountEndpoints, spotAccount: spotEndpoints.account };

/** Ids of the algo store are marked, because they count on their own. */
function algosNamed(answer: Json): Named {
  const rows = rowsIn(answer);
  return {
    ...marketsNamed(answer),
    orderIds: texts(rows.map(({ algoId }) => algoId)).map((id) => `a-${id}`),
    clientOrderIds: texts(rows.map(({ clientAlgoId }) => clientAlgoId)),
  };
}

/** Answers of Binance USD-M. */
export const usdmAnswers = {
  venue: 'binance-usdm',
  endpoints,
  rows: {
    ...accountRows,
    spotAccount: { operations: ['checkKey'], empty: { uid: 1, balances: [] } },
    ticker: { operations: ['ticker'], empty: null, named: marketsNamed },
    bestPrices: { operations: ['prices'], empty: null, named: marketsNamed },
    marks: { operations: ['ticker'], empty: null, named: marketsNamed },
    depth: { operations: ['orderBook'], empty: null },
    fundingRates: { operations: ['fundingRates'], empty: [], named: marketsNamed },
    balance: { operations: ['ledgerBalances', 'ledgerOwner'], empty: [] },
    account: { operations: ['balances', 'margin'], empty: { assets: [], positions: [] } },
    positions: { operations: ['positions'], empty: [], named: marketsNamed },
    symbolConfig: { operations: ['leverage', 'positions'], empty: [], named: marketsNamed },
    setLeverage: { operations: ['setLeverage'], empty: null, named: marketsNamed },
    setMarginType: { operations: ['setMarginMode'], empty: null },
    placeOrder: { operations: ['submitOrder'], empty: null, named: placedNamed },
    amendOrder: { operations: ['amendOrder'], empty: null, named: ordersNamed },
    order: { operations: ['readOrder', 'findOrder'], empty: null, named: ordersNamed },
    allOrders: { operations: ['findOrder'], empty: [], named: ordersNamed, beside: { order: unknownOrder } },
    openOrders: { operations: ['listOrders', 'cancelAll'], empty: [], named: ordersNamed },
    cancelOrder: { operations: ['cancelOrder'], empty: null, named: ordersNamed },
    cancelOrders: { operations: ['cancelOrders'], empty: null, named: ordersNamed },
    cancelOpenOrders: { operations: ['cancelAll'], empty: { code: 200, msg: 'done' } },
    placeAlgo: { operations: ['submitOrder'], empty: null, named: placedNamed },
    algoOrder: { operations: ['readOrder', 'findOrder'], empty: null, named: algosNamed },
    openAlgos: { operations: ['listOrders', 'findOrder'], empty: [], named: algosNamed },
    allAlgos: { operations: ['findOrder'], empty: [], named: algosNamed, beside: { algoOrder: unknownOrder } },
    cancelAlgo: { operations: ['cancelOrder'], empty: null, named: algosNamed },
    cancelOpenAlgos: { operations: ['cancelAll'], empty: { code: 200, msg: 'done' } },
    trades: { operations: ['fills', 'findOrder'], empty: [], everyPage: true, named: marketsNamed },
    income: { operations: ['ledger', 'fundingPayments', 'realizedPnl'], empty: [] },
  },
  lists: { exchangeInfo: { operation: 'markets' } },
} as const satisfies AnswerTable<keyof typeof endpoints>;
