import { endpoints } from '../../../../../lib/exchanges/kraken/spot/endpoints.ts';
import type { JsonObject, JsonValue } from '../../../../../lib/exchanges/model/order.ts';
import { isRecord, type Json } from '../../../../../lib/exchanges/wire/readers.ts';
import type { AnswerTable, BesideAnswer, Named } from '../../answer-table.ts';

function success(result: JsonObject): JsonObject {
  return { error: [], result };
}

function part(answer: Json, key: string): Json {
  const found = isRecord(answer.result) ? answer.result[key] : undefined;
  return isRecord(found) ? found : {};
}

function whole(answer: Json): Json {
  return isRecord(answer.result) ? answer.result : {};
}

function ordersNamed(rows: Json): Named {
  const ids = Object.values(rows).map((row) => (isRecord(row) ? row.cl_ord_id : null));
  return { orderIds: Object.keys(rows), clientOrderIds: ids.filter((id) => typeof id === 'string') };
}

/** A key that may read every time, in the documented spelling (docs get-api-key-info). */
const keyWithoutDates = {
  ...{ apiKeyName: '', apiKey: '', nonce: '0', nonceWindow: 0, permissions: [], iban: '', ipAllowlist: [] },
  ...{ validUntil: '0', queryFrom: '0', queryTo: '0', createdTime: '0', modifiedTime: '0', lastUsed: '0' },
};

/** QueryOrders prints an order as OpenOrders and ClosedOrders do (docs.kraken.com get-orders-info). */
function asQueried(rows: Json): BesideAnswer {
  return { status: 200, body: success(rows as JsonObject) };
}

/** A move out of the spot wallet takes from the balance. */
function transferNamed(rows: Json): Named {
  const found = Object.values(rows).find(
    (row) => isRecord(row) && row.type === 'transfer' && String(row.amount).startsWith('-'),
  );
  if (!isRecord(found)) return {};
  return { transfer: { asset: String(found.asset), amount: String(found.amount).slice(1) } };
}

/** `wsname` is written with the assets' second names: XXBTZUSD is XBT/USD, so XXBT is XBT. */
function assetsOfPairs(pairs: Json, simulated: Json): JsonValue {
  const told = Object.values(whole(pairs)).flatMap((pair) => {
    if (!isRecord(pair) || typeof pair.wsname !== 'string') return [];
    const [base = '', quote = ''] = pair.wsname.split('/');
    const terms = { aclass: 'currency', decimals: '10', display_decimals: '5', status: 'enabled' };
    return [
      [String(pair.base), { ...terms, altname: base }] as const,
      [String(pair.quote), { ...terms, altname: quote }] as const,
    ];
  });
  return success({ ...Object.fromEntries(told), ...(whole(simulated) as JsonObject) });
}

/** Answers of Kraken Spot. */
export const spotAnswers = {
  venue: 'spot',
  endpoints,
  rows: {
    Ticker: {
      operations: ['prices', 'ticker'],
      empty: null,
      named: (answer) => ({ markets: Object.keys(whole(answer)) }),
    },
    Depth: {
      operations: ['orderBook'],
      empty: null,
      named: (answer) => ({ markets: Object.keys(whole(answer)) }),
    },
    GetApiKeyInfo: { operations: ['checkKey', 'ledgerOwner'], empty: success(keyWithoutDates) },
    TradeBalance: { operations: ['margin'], empty: null },
    BalanceEx: { operations: ['balances', 'ledgerBalances'], empty: success({}) },
    AddOrder: { operations: ['submitOrder'], empty: null },
    AmendOrder: { operations: ['amendOrder'], empty: null },
    OpenOrders: {
      operations: ['listOrders', 'findOrder', 'readOrder'],
      empty: success({ open: {} }),
      named: (answer) => ordersNamed(part(answer, 'open')),
      beside: { QueryOrders: (answer) => asQueried(part(answer, 'open')) },
    },
    OpenPositions: { operations: ['untraded'], empty: success({}) },
    ClosedOrders: {
      operations: ['listOrders', 'findOrder', 'readOrder'],
      empty: success({ closed: {}, count: 0 }),
      named: (answer) => ordersNamed(part(answer, 'closed')),
      beside: { QueryOrders: (answer) => asQueried(part(answer, 'closed')) },
    },
    QueryOrders: {
      operations: ['readOrder'],
      empty: success({}),
      named: (answer) => ordersNamed(whole(answer)),
    },
    CancelOrder: { operations: ['cancelOrder'], empty: null },
    CancelOrderBatch: {
      operations: ['cancelOrders'],
      empty: null,
      named: (answer) => ({ count: Number(whole(answer).count) || 0 }),
    },
    CancelAll: { operations: ['cancelAll'], empty: null },
    TradesHistory: { operations: ['fills'], empty: success({ trades: {}, count: 0 }) },
    Ledgers: {
      operations: ['ledger', 'findTransfer'],
      empty: success({ ledger: {}, count: 0 }),
      everyPage: true,
      named: (answer) => transferNamed(part(answer, 'ledger')),
    },
    WalletTransfer: { operations: ['transfer'], empty: null },
  },
  lists: {
    AssetPairs: { operation: 'markets' },
    Assets: { operation: 'assets', beside: assetsOfPairs },
  },
} as const satisfies AnswerTable<keyof typeof endpoints>;
