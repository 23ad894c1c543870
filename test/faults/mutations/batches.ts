import { edit, type Mutation } from './mutation.ts';

const tests = ['test/lib/exchanges/kraken/batch-cancel.test.ts'];
const sendStatus = ['test/lib/exchanges/kraken/futures/send-status.test.ts'];
const orders = 'lib/exchanges/kraken/futures/orders.ts';

/** Bugs of answers that speak of several orders or events, and of calls in one moment: one is taken for another. */
export const batchMutations: readonly Mutation[] = [
  {
    bug: 'an order of a batch on spot that is still open is canceled',
    edits: [
      edit('lib/exchanges/kraken/spot/cancel.ts', "return mayBePending ? 'pending' : null;", "return 'canceled';"),
    ],
    tests,
    only: 'is neither canceled nor gone',
  },
  {
    bug: 'a batch on spot believes a count of cancellations that are pending',
    edits: [
      edit('lib/exchanges/kraken/spot/cancel.ts', 'count === ids.length && !isPending(result)', 'count === ids.length'),
    ],
    tests,
    only: 'whose cancellation is pending',
  },
  {
    bug: 'a pending cancellation of a cancel-all counts as canceled',
    edits: [
      edit(
        'lib/orders/cancel/cancel-remaining.ts',
        "outcome === 'canceled' ? 'canceled' : 'open'",
        "outcome === null ? 'open' : 'canceled'",
      ),
    ],
    tests: ['test/lib/orders/cancel/cancel-remaining.test.ts'],
    only: 'whose cancellation is pending',
  },
  {
    bug: 'the outcomes of a batch on futures are read by their place in the answer',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/order-entry.ts',
        'refs.map(({ exchangeOrderId }) => {\n    const status = answers.find((answer) => answer.order_id === exchangeOrderId)?.status;',
        'refs.map((_ref, index) => {\n    const status = answers[index]?.status;',
      ),
    ],
    tests,
    only: 'follow the ids',
  },
  {
    bug: 'the open part of an order after a fill is taken for the whole order, which is filled then',
    edits: [
      edit(orders, 'positive(before.filled) === null ? positive(before.quantity) : null', 'positive(before.quantity)'),
    ],
    tests: sendStatus,
    only: 'counts the open part',
  },
  {
    bug: 'an order has a quantity below its fills',
    edits: [edit(orders, 'told !== null && filled.lte(told) ? told :', 'told !== null ? told :')],
    tests: sendStatus,
    only: 'counts less than was filled',
  },
  {
    bug: 'a limit order that the exchange has ended at once is open',
    edits: [edit(orders, "immediate || events.some(({ type }) => type === 'CANCEL')", 'immediate')],
    tests: sendStatus,
    only: 'is canceled where',
  },
  {
    bug: 'a result of Kraken Spot under an HTTP error is a success',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/verify-answer.ts',
        'status !== 200 || result === undefined',
        'result === undefined',
      ),
    ],
    tests: ['test/lib/exchanges/kraken/spot/verify-answer.test.ts'],
    only: 'a result under HTTP',
  },
  {
    bug: 'a result of Kraken Futures under an HTTP error is a success',
    edits: [edit('lib/exchanges/kraken/futures/verify-answer.ts', 'if (status !== 200 || !(isBare', 'if (!(isBare')],
    tests: ['test/lib/exchanges/kraken/futures/verify-answer.test.ts'],
    only: 'a result under HTTP',
  },
  {
    bug: 'a spot key that may change addresses for withdrawals cannot withdraw',
    edits: [edit('lib/exchanges/kraken/spot/key-check.ts', ", 'update-withdraw-address'", '')],
    tests: ['test/lib/exchanges/kraken/spot/key-report.test.ts'],
    only: 'can withdraw',
  },
  {
    bug: 'two leaps of one moment share a nonce',
    edits: [edit('lib/nonce/nonce-counter.ts', "'nonces.#slot < :nonce'", "'nonces.#slot <= :nonce'")],
    tests: ['test/lib/nonce/nonce-counter.test.ts'],
    only: 'share no nonce',
  },
];
