import { endpoints } from '../../../../lib/exchanges/bybit/endpoints.ts';
import type { JsonObject, JsonValue } from '../../../../lib/exchanges/model/order.ts';
import { isRecord, type Json, optionalText } from '../../../../lib/exchanges/wire/readers.ts';
import type { AnswerTable, Named } from '../answer-table.ts';

function success(result: JsonObject): JsonObject {
  return { retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: 1_672_132_481_405 };
}

const nothing = success({ list: [], nextPageCursor: '' });

function result(answer: Json): Json {
  return isRecord(answer.result) ? answer.result : {};
}

function rows(answer: Json): Json[] {
  const { list } = result(answer);
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function texts(values: readonly unknown[]): string[] {
  return [...new Set(values.map(optionalText).filter((text) => text !== null && text !== ''))] as string[];
}

function ordersNamed(answer: Json): Named {
  return {
    orderIds: texts(rows(answer).map(({ orderId }) => orderId)),
    clientOrderIds: texts(rows(answer).map(({ orderLinkId }) => orderLinkId)),
  };
}

function orderNamed(answer: Json): Named {
  const { orderId, orderLinkId } = result(answer);
  return { orderIds: texts([orderId]), clientOrderIds: texts([orderLinkId]) };
}

function marketsNamed(answer: Json): Named {
  return { markets: texts(rows(answer).map(({ symbol }) => symbol)) };
}

/** Of the account alone: what the calls beside a sample need to know about the key and the account. */
const key: JsonValue = success({
  ...{ readOnly: 0, ips: ['*'], uta: 1, userID: 24_617_703, isMaster: true, expiredAt: '1970-01-01T00:00:00Z' },
  permissions: { ContractTrade: ['Order', 'Position'], Spot: ['SpotTrade'], Wallet: [] },
});
const account: JsonValue = success({ unifiedMarginStatus: 6, marginMode: 'REGULAR_MARGIN' });

/** Answers of Bybit. Both markets ask the same endpoints, each under its own category. */
function answersOf<const Venue extends string>(venue: Venue) {
  return {
    venue,
    endpoints,
    rows: {
      tickers: { operations: ['prices', 'ticker'], empty: nothing, named: marketsNamed },
      orderBook: {
        operations: ['orderBook'],
        empty: null,
        named: (answer) => ({ markets: texts([result(answer).s]) }),
      },
      fundingHistory: { operations: ['fundingRates'], empty: nothing, named: marketsNamed },
      keyInfo: { operations: ['checkKey', 'ledgerOwner'], empty: key },
      accountInfo: { operations: ['checkKey', 'margin'], empty: account },
      walletBalance: { operations: ['balances', 'ledgerBalances', 'margin'], empty: nothing },
      transactionLog: { operations: ['ledger', 'fundingPayments', 'realizedPnl'], empty: nothing },
      positions: { operations: ['positions', 'leverage', 'margin'], empty: nothing, named: marketsNamed },
      setLeverage: { operations: ['setLeverage'], empty: success({}) },
      createOrder: { operations: ['submitOrder'], empty: null, named: orderNamed },
      amendOrder: { operations: ['amendOrder'], empty: null, named: orderNamed },
      cancelOrder: { operations: ['cancelOrder'], empty: null, named: orderNamed },
      cancelBatch: { operations: ['cancelOrders'], empty: null, named: ordersNamed },
      cancelAll: { operations: ['cancelAll'], empty: nothing, named: ordersNamed },
      currentOrders: { operations: ['listOrders', 'readOrder', 'findOrder'], empty: nothing, named: ordersNamed },
      orderHistory: { operations: ['readOrder', 'findOrder', 'listOrders'], empty: nothing, named: ordersNamed },
      executions: { operations: ['fills', 'findOrder'], empty: nothing, named: ordersNamed },
    },
    lists: { 'market/instruments-info': { operation: 'markets' } },
  } as const satisfies AnswerTable<keyof typeof endpoints>;
}

export const spotAnswers = answersOf('bybit-spot');
export const linearAnswers = answersOf('bybit-linear');
