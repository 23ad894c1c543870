import { edit, type Mutation } from './mutation.ts';

const folder = 'lib/exchanges/binance';
const tests = 'test/lib/exchanges/binance';
const signatures = [`${tests}/sign.test.ts`];
const spotOrders = [`${tests}/spot/order-entry.test.ts`];
const spotLooks = [`${tests}/spot/find-order.test.ts`];
const usdmOrders = [`${tests}/usdm/order-entry.test.ts`];
const usdmLooks = [`${tests}/usdm/find-order.test.ts`];
const income = [`${tests}/usdm/ledger.test.ts`];
const keys = [`${tests}/key-check.test.ts`];

/** Bugs that Binance's own ways invite. */
export const binanceMutations: readonly Mutation[] = [
  {
    bug: 'Binance: a private key is signed with as it was pasted',
    edits: [edit(`${folder}/secret.ts`, '  if (!pem.test(secret)) return secret.trim();', '  return secret;')],
    tests: signatures,
  },
  {
    bug: 'Binance: the deadline of an order moves with the time of sending',
    edits: [edit(`${folder}/terms.ts`, 'timestamp: String(deadline - windowMs)', 'timestamp: String(Date.now())')],
    tests: spotOrders,
  },
  {
    bug: 'Binance: a request bears the time of this moment, and a clock that is ahead by a second ends every look',
    edits: [edit(`${folder}/sign.ts`, 'String(Number(nonce) - stampedBackMs)', 'nonce')],
    tests: signatures,
  },
  {
    bug: 'Binance: the window of an order begins at this moment',
    edits: [edit(`${folder}/terms.ts`, 'orderWindowMs + stampedBackMs', 'orderWindowMs')],
    tests: spotOrders,
  },
  {
    bug: 'an order is canceled by its id alone where its end cannot be read afterwards',
    edits: [
      edit(
        'lib/exchanges/rules/restricted-orders.ts',
        'if (ref.symbol === null && !market.capabilities.ordersByIdAlone) throw withoutSymbol(market);',
        '',
      ),
    ],
    tests: ['test/lib/exchanges/rules/restricted.test.ts'],
  },
  {
    bug: 'Binance: a code under HTTP 5xx is believed',
    edits: [edit(`${folder}/verify-answer.ts`, 'const isStatus = status >= 500 || ', 'const isStatus = ')],
    tests: spotOrders,
  },
  {
    bug: 'Binance: a code of five digits is taken for the code that begins it',
    edits: [edit(`${folder}/verify-answer.ts`, 'return /^-\\d{4}$/.test(code) || ', 'return true || ')],
    tests: spotOrders,
  },
  {
    bug: 'Binance: the failures of HTTP 503 that USD-M documents are failures on spot too',
    edits: [edit(`${folder}/host-refusals.ts`, "  ...on('usdm', usdmUnavailable),", '  ...usdmUnavailable,')],
    tests: spotOrders,
  },
  {
    bug: 'Binance: HTTP 503 "Unknown error" says that nothing was executed',
    edits: [
      edit(`${folder}/host-refusals.ts`, '[/Service Unavailable/, ', '[/Unknown error/, /Service Unavailable/, '),
    ],
    tests: usdmOrders,
  },
  {
    bug: 'Binance: a client order id that is taken is a refusal of this order',
    edits: [
      edit(
        `${folder}/errors.ts`,
        "    ...idTaken('-2010', 'ORDER_REJECTED',",
        "    ...definite('-2010', 'ORDER_REJECTED',",
      ),
    ],
    tests: spotOrders,
  },
  {
    bug: 'Binance: an older order under a client id that was used again ends the look',
    edits: [edit(`${folder}/regular-store.ts`, 'if (named === null && !inFills) return', 'if (!inFills) return')],
    tests: spotLooks,
  },
  {
    bug: 'Binance: the order of a fill that no list shows is not read',
    edits: [
      edit(
        `${folder}/regular-store.ts`,
        'accepted === null && inFills ? await tradedOrder(store, symbol, { clientOrderId, since, listed, except }) : null',
        'null',
      ),
    ],
    tests: spotLooks,
  },
  {
    bug: 'Binance: a full answer is taken for the whole range',
    edits: [edit(`${folder}/windows.ts`, 'rows.length < mostRows', 'rows.length <= mostRows')],
    tests: spotLooks,
  },
  {
    bug: 'Binance: a success of the algo store, which bears a code, is a refusal',
    edits: [
      edit(`${folder}/verify-answer.ts`, "return text === '' || text === '200' ? null", "return text === '' ? null"),
    ],
    tests: usdmOrders,
  },
  {
    bug: 'Binance: the single query of the algo store proves absence',
    edits: [
      edit(
        `${folder}/usdm/find-algo.ts`,
        '  const rows = await listedAlgos',
        "  if (single === null) return { kind: 'absent' };\n  const rows = await listedAlgos",
      ),
    ],
    tests: usdmLooks,
  },
  {
    bug: 'Binance: FINISHED says that a conditional order is filled',
    edits: [
      edit(`${folder}/usdm/algo-orders.ts`, "  TRIGGERING: 'open',", "  TRIGGERING: 'open',\n  FINISHED: 'filled',"),
    ],
    tests: usdmLooks,
  },
  {
    bug: 'Binance: a range before what Binance keeps counts as complete',
    edits: [edit(`${folder}/usdm/history.ts`, '< kept ? { keptSince: kept } : {}', '< kept ? {} : {}')],
    tests: ['test/lib/exchanges/binance/usdm/ledger.test.ts'],
  },
  {
    bug: 'Binance: ids of both stores are one number space',
    edits: [
      edit(
        `${folder}/usdm/order-entry.ts`,
        "if (own === null || (own.kind === 'regular') !== (store === 'regular') || isOfOther",
        'if (own === null || isOfOther',
      ),
    ],
    tests: usdmLooks,
  },
  {
    bug: 'Binance: a conditional order that fires between two requests is in no list of open orders',
    edits: [
      edit(
        `${folder}/usdm/open-orders.ts`,
        '  const waiting = toldRows(',
        '  const first = await read(usdmEndpoints.openOrders, query);\n  const waiting = toldRows(',
      ),
      edit(
        `${folder}/usdm/open-orders.ts`,
        'rowsOf(title, await read(usdmEndpoints.openOrders, query))',
        'rowsOf(title, first)',
      ),
    ],
    tests: usdmLooks,
  },
  {
    bug: 'Binance: a conditional order that has fired is not canceled any more',
    edits: [
      edit(
        `${folder}/usdm/cancel-algo.ts`,
        "  return outcome === 'gone' ? cancelFired(wire, name) : outcome;",
        '  return outcome;',
      ),
    ],
    tests: usdmOrders,
  },
  {
    bug: 'Binance: an order that an amendment has ended is an amended order',
    edits: [
      edit(
        `${folder}/usdm/amend.ts`,
        "    if (status === 'CANCELED' || status === 'EXPIRED') throw new ExchangeRejection(title, canceledInstead);\n",
        '',
      ),
    ],
    tests: usdmOrders,
  },
  {
    bug: 'Binance: a list of ids leaves without percent signs',
    edits: [
      edit(`${folder}/usdm/cancel.ts`, 'encodeURIComponent(`[${' + "ids.join(',')}]`)", '`[${' + "ids.join(',')}]`"),
    ],
    tests: usdmOrders,
  },
  {
    bug: 'Binance: rows of one millisecond across two answers of the income are lost',
    edits: [
      edit(
        `${folder}/usdm/ledger.ts`,
        '{ rows, isWhole: false, next: last, missing: [] }',
        '{ rows, isWhole: false, next: last + 1, missing: [] }',
      ),
    ],
    tests: income,
  },
  {
    bug: 'Binance: a full answer of the income is taken for the oldest rows of its range',
    edits: [
      edit(`${folder}/usdm/ledger.ts`, 'let isOldest: boolean | null = null;', 'let isOldest: boolean | null = true;'),
    ],
    tests: income,
  },
  {
    bug: 'Binance: a transfer is asked for at the futures host',
    edits: [
      edit(`${folder}/endpoints.ts`, "sapi.once('POST', 'asset/transfer')", "usdm.once('POST', 'asset/transfer')"),
    ],
    tests: keys,
  },
  {
    bug: 'Binance: every failed transfer is one that a short wallet has refused',
    edits: [edit(`${folder}/errors.ts`, ', text: /Asset transfer failed: insufficient balance/ }', ' }')],
    tests: keys,
  },
  {
    bug: 'Binance: an account in portfolio margin is taken for an ordinary account',
    edits: [edit(`${folder}/key-check.ts`, 'if (isPortfolioMarginRetailEnabled !== true) return;', 'return;')],
    tests: keys,
  },
];
