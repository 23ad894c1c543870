import { edit, type Mutation } from './mutation.ts';

const folder = 'lib/exchanges/binance';
const tests = 'test/lib/exchanges/binance';
const spot = [`${tests}/spot/order-entry.test.ts`];
const usdm = [`${tests}/usdm/order-entry.test.ts`];
const looks = [`${tests}/usdm/find-order.test.ts`];

/** Bugs of lists and cancellations at Binance: orders that live on although they count as canceled. */
export const binanceCancellationMutations: readonly Mutation[] = [
  {
    bug: 'Binance: conditional orders are in no list of open orders',
    edits: [
      edit(
        `${folder}/usdm/open-orders.ts`,
        '[...orders, ...waiting.rows.filter((algo) => !hasFired(algo))]',
        'orders.concat(waiting.rows.filter((algo) => hasFired(algo)))',
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: an order under the id of a waiting stop hides the stop',
    edits: [
      edit(`${folder}/usdm/open-orders.ts`, 'order.createdAt >= askedAt - behindMs', 'order.createdAt < askedAt * 2'),
    ],
    tests: looks,
  },
  {
    bug: 'Binance: the cancellation of an ended stop cancels an order under the same id',
    edits: [
      edit(`${folder}/usdm/cancel-algo.ts`, 'unfired.includes(algo.order.status)', "algo.order.status === 'open'"),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: a fired stop is open twice',
    edits: [
      edit(
        `${folder}/usdm/open-orders.ts`,
        'waiting.rows.filter((algo) => !hasFired(algo))',
        'waiting.rows.filter((algo) => !hasFired(algo) || hasFired(algo))',
      ),
    ],
    tests: looks,
  },
  {
    bug: 'Binance: any answer to a cancellation on spot is a cancellation',
    edits: [
      edit(
        `${folder}/spot/cancel.ts`,
        "  if (optionalText(rowOf(title, answer).status) !== 'CANCELED') throw new MalformedResponse(title, 200);\n",
        '  optionalText(rowOf(title, answer).status);\n',
      ),
    ],
    tests: spot,
  },
  {
    bug: 'Binance: any answer to a cancellation of contracts is a cancellation',
    edits: [edit(`${folder}/usdm/cancel-regular.ts`, "return status === 'CANCELED';", 'return status !== undefined;')],
    tests: usdm,
  },
  {
    bug: 'Binance: a refusal in the answer to a batch moves the ends of the orders after it',
    edits: [edit(`${folder}/usdm/cancel.ts`, '  if (rows.length !== ids.length) return ids.map(() => null);\n', '')],
    tests: usdm,
  },
  {
    bug: 'Binance: an order of a batch ends as the order in whose place its answer stands',
    edits: [
      edit(
        `${folder}/usdm/cancel.ts`,
        'optionalText(row.orderId) === orderId && isCanceled(row)',
        "orderId !== '' && isCanceled(row)",
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: a refused order of a batch is gone, whatever the refusal says',
    edits: [
      edit(
        `${folder}/usdm/cancel.ts`,
        "if (String(row.code) === '-2011') return 'gone';",
        "if (row.code !== undefined) return 'gone';",
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: a stop that fires during a cancellation of all orders stays open',
    edits: [
      edit(
        `${folder}/usdm/cancel.ts`,
        '[usdmEndpoints.cancelOpenAlgos, usdmEndpoints.cancelOpenOrders]',
        '[usdmEndpoints.cancelOpenOrders, usdmEndpoints.cancelOpenAlgos]',
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: a cancellation of all orders is done, whatever the answer says',
    edits: [
      edit(
        `${folder}/usdm/cancel.ts`,
        "  if (String(rowOf(title, answer).code) !== '200') throw new MalformedResponse(title, 200);\n",
        '  rowOf(title, answer);\n',
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: a conditional order is canceled, whatever the answer says',
    edits: [
      edit(
        `${folder}/usdm/cancel-algo.ts`,
        "    if (String(rowOf(title, answer).code) !== '200') throw new MalformedResponse(title, 200);\n",
        '    rowOf(title, answer);\n',
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: a stop that is firing is gone for a cancellation',
    edits: [
      edit(
        `${folder}/usdm/cancel-algo.ts`,
        "  if (algo?.order.status === 'open') return 'pending';\n",
        "  if (algo?.order.status === 'open') return 'gone';\n",
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: one failed cancellation hides the ends of the others',
    edits: [
      edit(
        `${folder}/spot/cancel.ts`,
        '        if (alone) throw error;\n        return null;',
        '        if (alone || error !== null) throw error;\n        return null;',
      ),
    ],
    tests: spot,
  },
  {
    bug: 'Binance: an order of contracts is canceled on spot, where its number is a different order',
    edits: [edit(`${folder}/spot/cancel.ts`, "  if (isOfOther('spot', symbol)) return 'gone';\n", '')],
    tests: spot,
  },
  {
    bug: 'Binance: an order of spot is canceled among the contracts, where its number is a different order',
    edits: [
      edit(`${folder}/usdm/cancel.ts`, "if (isOfOther('swap', wanted) || (exchangeOrderId", 'if ((exchangeOrderId'),
    ],
    tests: usdm,
  },
  {
    bug: 'a halt leaves the orders behind a symbol whose cancellation is refused',
    edits: [edit('lib/exchanges/rules/each-in-turn.ts', 'failures.push(error);', 'throw error;')],
    tests: ['test/lib/exchanges/cancel-all-to-the-end.test.ts'],
  },
  {
    bug: 'a halt waits for a silent exchange once for each symbol',
    edits: [
      edit(
        'lib/exchanges/rules/each-in-turn.ts',
        " && error.code === 'EXCHANGE_TIMEOUT'",
        " && error.code === 'NOT_FOUND'",
      ),
    ],
    tests: ['test/lib/exchanges/cancel-all-to-the-end.test.ts'],
  },
  {
    bug: 'Binance: a spot order that was not canceled because its market is closed is over',
    edits: [edit(`${folder}/errors.ts`, "  ...on('spot', [definite('-2011'", "  ...on('usdm', [definite('-2011'")],
    tests: ['test/lib/exchanges/binance/spot/order-entry.test.ts'],
  },
];
