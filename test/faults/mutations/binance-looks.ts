import { edit, type Mutation } from './mutation.ts';

const folder = 'lib/exchanges/binance';
const tests = 'test/lib/exchanges/binance';
const orders = [`${tests}/spot/order-entry.test.ts`];
const spot = [`${tests}/spot/find-order.test.ts`];
const account = [`${tests}/account.test.ts`];
const looks = [`${tests}/usdm/find-order.test.ts`];
const traits = ['test/lib/exchanges/order-traits.test.ts'];

/** Bugs of looks for orders at Binance: absence that nothing proves, and orders that are told as what they are not. */
export const binanceLookMutations: readonly Mutation[] = [
  {
    bug: 'Binance: the answer about a different order ends a look',
    edits: [
      edit(
        `${folder}/regular-store.ts`,
        '    if (!isNamed(order, name) || order.symbol !== symbol) throw new MalformedResponse(title, 200);\n',
        '',
      ),
    ],
    tests: spot,
  },
  {
    bug: 'Binance: the order of a fill that cannot be read is a different order',
    edits: [
      edit(
        `${folder}/regular-store.ts`,
        '    if (order === null || order.clientOrderId === null) throw new MalformedResponse(title, 200);\n',
        '    if (order === null) continue;\n',
      ),
    ],
    tests: spot,
  },
  {
    bug: 'Binance: the orders of the first fills are the orders of all fills',
    edits: [
      edit(
        `${folder}/regular-store.ts`,
        '  if (untold.length > mostTraded) throw new MalformedResponse(title, 200);\n',
        '  untold.splice(mostTraded);\n',
      ),
    ],
    tests: spot,
  },
  {
    bug: 'Binance: an order from before the request is the order of the request',
    edits: [edit(`${folder}/regular-store.ts`, '  return createdAt >= since;', '  return true;')],
    tests: spot,
  },
  {
    bug: 'Binance: a millisecond with more rows than an answer holds is read in part',
    edits: [
      edit(
        `${folder}/windows.ts`,
        '    if (end <= start) throw tooMuch(title);\n',
        '    if (end <= start) return [...rows];\n',
      ),
    ],
    tests: account,
  },
  {
    bug: 'Binance: a history of too many requests is cut off without a word',
    edits: [
      edit(`${folder}/windows.ts`, '    if (left === 0) throw tooMuch(title);\n', '    if (left === 0) return [];\n'),
    ],
    tests: spot,
  },
  {
    bug: 'Binance: spot is asked for more time than an answer covers',
    edits: [edit(`${folder}/spot/store.ts`, '24 * 3_600_000 - 1000', '7 * 24 * 3_600_000')],
    tests: spot,
  },
  {
    bug: 'Binance: contracts are asked for more time than an answer covers',
    edits: [edit(`${folder}/usdm/store.ts`, '7 * day - 3_600_000', '14 * day')],
    tests: looks,
  },
  {
    bug: 'Binance: an order without a fill can be found for ninety days, as on spot',
    edits: [edit(`${folder}/definition.ts`, '  unfilledKeptMs: 3 * day - hour,\n', '')],
    tests: traits,
  },
  {
    bug: 'Binance: a client order id is taken once for ever, so an order may be sent again',
    edits: [edit(`${folder}/definition.ts`, "  clientIdUnique: 'among-open',", "  clientIdUnique: 'for-ever',")],
    tests: traits,
  },
  {
    bug: 'Binance: a conditional order that has passed the gateway is placed or refused at once',
    edits: [
      edit(
        `${folder}/definition.ts`,
        "{ judged: 'gateway', afterMs: orderWindowMs, marginMs: 15_000 }",
        "{ judged: 'engine', afterMs: orderWindowMs, marginMs: 15_000 }",
      ),
    ],
    tests: traits,
  },
  {
    bug: 'Binance: the spot engine answers at once',
    edits: [
      edit(
        `${folder}/definition.ts`,
        "{ judged: 'engine', afterMs: orderWindowMs, marginMs: 15_000 }",
        "{ judged: 'engine', afterMs: orderWindowMs, marginMs: 1000 }",
      ),
    ],
    tests: traits,
  },
  {
    bug: 'Binance: an order that is not shown at first is absent',
    edits: [edit(`${folder}/definition.ts`, '  delaysVisibility: true,', '  delaysVisibility: false,')],
    tests: traits,
  },
  {
    bug: 'Binance: a fired stop is told with the fills of a foreign order',
    edits: [
      edit(
        `${folder}/usdm/find-algo.ts`,
        '  if (became !== null && became.clientOrderId !== order.clientOrderId) throw new MalformedResponse(title, 200);\n',
        '',
      ),
    ],
    tests: looks,
  },
  {
    bug: 'Binance: a fired stop whose order is not shown has filled nothing',
    edits: [
      edit(
        `${folder}/usdm/find-algo.ts`,
        "    ? { ...order, status: 'unknown', filledQuantity: null, remainingQuantity: null }",
        '    ? order',
      ),
    ],
    tests: looks,
  },
  {
    bug: 'Binance: a fired stop that only the ordinary orders show is absent',
    edits: [
      edit(
        `${folder}/usdm/find-algo.ts`,
        'terms.inFills ? await findFired(wire, symbol, clientOrderId, since, firedTerms) : null',
        'null as FindOutcome | null',
      ),
    ],
    tests: looks,
  },
  {
    bug: 'Binance: a rejected order that has traded has done nothing',
    edits: [
      edit(
        `${folder}/terms.ts`,
        "return hasTraded && told === 'rejected' ? 'canceled' : told;",
        "return hasTraded && told === 'unknown' ? 'canceled' : told;",
      ),
    ],
    tests: orders,
  },
  {
    bug: 'Binance: an order of contracts is read on spot, where its number is a different order',
    edits: [edit(`${folder}/spot/order-entry.ts`, "test(orderId) || isOfOther('spot', symbol)", 'test(orderId)')],
    tests: spot,
  },
  {
    bug: 'Binance: a code of one host has the same meaning at both hosts',
    edits: [
      edit(
        `${folder}/host-refusals.ts`,
        'return rules.map((rule) => ({ ...rule, host }));',
        "return host === '' ? [] : [...rules];",
      ),
    ],
    tests: orders,
  },
];
