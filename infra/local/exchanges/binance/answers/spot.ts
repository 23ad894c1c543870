import { accountEndpoints, spotEndpoints } from '../../../../../lib/exchanges/binance/endpoints.ts';
import type { AnswerTable } from '../../answer-table.ts';
import { accountRows } from './account.ts';
import { amendedNamed, canceledNamed, marketsNamed, ordersNamed, placedNamed, unknownOrder } from './named.ts';

const endpoints = { ...spotEndpoints, ...accountEndpoints };

/** Answers of Binance Spot. */
export const spotAnswers = {
  venue: 'binance-spot',
  endpoints,
  rows: {
    ...accountRows,
    ticker: { operations: ['ticker'], empty: null, named: marketsNamed },
    bestPrices: { operations: ['prices'], empty: null, named: marketsNamed },
    // The answer names no symbol.
    depth: { operations: ['orderBook'], empty: null },
    account: { operations: ['balances', 'checkKey'], empty: { uid: 1, balances: [] } },
    placeOrder: { operations: ['submitOrder'], empty: null, named: placedNamed },
    amendOrder: { operations: ['amendOrder'], empty: null, named: amendedNamed },
    order: { operations: ['readOrder', 'findOrder'], empty: null, named: ordersNamed },
    allOrders: {
      operations: ['findOrder'],
      empty: [],
      named: ordersNamed,
      beside: { order: unknownOrder },
    },
    openOrders: { operations: ['listOrders', 'cancelAll'], empty: [], named: ordersNamed },
    cancelOrder: { operations: ['cancelOrder', 'cancelOrders'], empty: null, named: canceledNamed },
    cancelOpenOrders: { operations: ['cancelAll'], empty: null, named: canceledNamed },
    trades: { operations: ['fills', 'findOrder'], empty: [], everyPage: true, named: marketsNamed },
  },
  lists: { exchangeInfo: { operation: 'markets' } },
} as const satisfies AnswerTable<keyof typeof endpoints>;
