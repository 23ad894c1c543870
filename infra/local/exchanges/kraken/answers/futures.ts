import { Decimal } from '../../../../../lib/decimal.ts';
import { clientIdOf } from '../../../../../lib/exchanges/kraken/futures/described-orders.ts';
import { endpoints } from '../../../../../lib/exchanges/kraken/futures/endpoints.ts';
import type { JsonObject } from '../../../../../lib/exchanges/model/order.ts';
import { isRecord, type Json, optionalText } from '../../../../../lib/exchanges/wire/readers.ts';
import type { AnswerTable, Named } from '../../answer-table.ts';
import { orderNamed } from './futures-order.ts';

function success(part: JsonObject): JsonObject {
  return { result: 'success', ...part };
}

function list(answer: Json, key: string): Json[] {
  const found = answer[key];
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function texts(values: readonly unknown[]): string[] {
  return [...new Set(values.map(optionalText).filter((text) => text !== null))];
}

function ordersNamed(orders: readonly Json[], id: string): Named {
  return {
    orderIds: texts(orders.map((order) => order[id])),
    clientOrderIds: texts(orders.map((order) => order.clientId ?? clientIdOf(order))),
  };
}

/** `{event: {OrderPlaced: {order}}}`, and of an update the order before and after. */
function ordersOfEvents(answer: Json): Json[] {
  return list(answer, 'elements').flatMap(({ event }) =>
    Object.values(record(event)).flatMap((detail) => {
      const { order, newOrder, oldOrder, newOrderTrigger, oldOrderTrigger } = record(detail);
      return [order, newOrder, oldOrder, newOrderTrigger, oldOrderTrigger].filter(isRecord);
    }),
  );
}

function eventsNamed(answer: Json): Named {
  return ordersNamed(ordersOfEvents(answer), 'uid');
}

function marketsNamed(key: string) {
  return (answer: Json): Named => ({ markets: texts(list(answer, key).map(({ symbol }) => symbol)) });
}

/** A move out of the futures wallet takes from the balance. */
function transferNamed(answer: Json): Named {
  const row = list(answer, 'logs').find(({ info }) => info === 'cross-exchange transfer');
  if (row === undefined) return {};
  const amount = new Decimal(String(row.old_balance)).minus(String(row.new_balance)).toFixed();
  return { transfer: { asset: String(row.asset), amount } };
}

/** Answers of Kraken Futures. */
export const futuresAnswers = {
  venue: 'futures',
  endpoints,
  rows: {
    tickers: { operations: ['prices'], empty: success({ tickers: [] }), named: marketsNamed('tickers') },
    ticker: {
      operations: ['ticker'],
      empty: null,
      named: (answer) => ({ markets: texts([record(answer.ticker).symbol]) }),
    },
    // The answer names no contract.
    orderBook: { operations: ['orderBook'], empty: null },
    historicalFundingRates: { operations: ['fundingRates'], empty: success({ rates: [] }) },
    accounts: { operations: ['balances', 'ledgerBalances', 'checkKey', 'margin'], empty: success({ accounts: {} }) },
    checkKey: { operations: ['checkKey'], empty: { permissions: {} } },
    sendOrder: {
      operations: ['submitOrder'],
      empty: null,
      named: (answer) => orderNamed(record(answer.sendStatus)),
    },
    editOrder: {
      operations: ['amendOrder'],
      empty: null,
      named: (answer) => ordersNamed([record(answer.editStatus)], 'orderId'),
    },
    cancelOrder: { operations: ['cancelOrder'], empty: null },
    batchOrder: {
      operations: ['cancelOrders'],
      empty: null,
      named: (answer) => ordersNamed(list(answer, 'batchStatus'), 'order_id'),
    },
    cancelAllOrders: { operations: ['cancelAll'], empty: null },
    openOrders: {
      operations: ['listOrders'],
      empty: success({ openOrders: [] }),
      named: (answer) => ordersNamed(list(answer, 'openOrders'), 'order_id'),
    },
    orderStatus: {
      operations: ['readOrder', 'findOrder'],
      empty: success({ orders: [] }),
      named: (answer) =>
        ordersNamed(
          list(answer, 'orders').map(({ order }) => record(order)),
          'orderId',
        ),
    },
    fills: {
      operations: ['fills', 'realizedPnl'],
      empty: success({ fills: [] }),
      // Realized PnL is read from fills where the account log is away.
      beside: { accountLog: () => ({ status: 503, body: 'away' }) },
    },
    openPositions: {
      operations: ['positions'],
      empty: success({ openPositions: [] }),
      named: marketsNamed('openPositions'),
    },
    leveragePreferences: {
      operations: ['leverage'],
      empty: success({ leveragePreferences: [] }),
      named: marketsNamed('leveragePreferences'),
    },
    setLeveragePreference: { operations: ['setLeverage', 'setMarginMode'], empty: null },
    withdrawal: { operations: ['transfer'], empty: null },
    transfer: { operations: ['transfer'], empty: null, named: () => ({ sideWallet: 'cash' }) },
    orderEvents: { operations: ['readOrder', 'findOrder'], empty: { elements: [] }, named: eventsNamed },
    triggerEvents: { operations: ['readOrder', 'findOrder'], empty: { elements: [] }, named: eventsNamed },
    accountLog: {
      operations: ['ledger', 'fundingPayments', 'realizedPnl', 'findTransfer'],
      empty: { logs: [] },
      named: transferNamed,
    },
  },
  lists: { instruments: { operation: 'markets' } },
} as const satisfies AnswerTable<keyof typeof endpoints>;
