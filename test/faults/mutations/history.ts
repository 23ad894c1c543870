import { edit, lookingUp, type Mutation, spot, swap } from './mutation.ts';

const behind = 'test/faults/history-behind.test.ts';
const finding = 'test/lib/exchanges/kraken/spot/find-order.test.ts';
const findingOnBoth = 'test/lib/exchanges/kraken/find-order.test.ts';
const findingOnFutures = 'test/lib/exchanges/kraken/futures/find-order.test.ts';

/** Bugs that show where an exchange's history is behind, or its fills are too many to be read. */
export const historyMutations: readonly Mutation[] = [
  {
    bug: 'a filled order is absent on spot while the list of closed orders does not show it',
    edits: [edit('lib/exchanges/kraken/spot/order-entry.ts', 'listed === null && inFills', 'listed === undefined')],
    tests: [spot],
    only: lookingUp,
  },
  {
    bug: 'a filled order is absent on futures while the events do not show it',
    edits: [
      edit('lib/exchanges/kraken/futures/find-order.ts', '(found === null ? inFills :', '(found === null ? false :'),
    ],
    tests: [swap],
    only: lookingUp,
  },
  {
    bug: 'a filled order is rejected while only its refused copy is shown',
    edits: [edit('lib/exchanges/kraken/futures/find-order.ts', ': older === undefined', ': older === null')],
    tests: [findingOnFutures],
  },
  {
    bug: 'an order is absent although the fills could not be read to their end',
    edits: [edit('lib/exchanges/kraken/spot/market-data.ts', 'if (next !== null || ', 'if (')],
    tests: [findingOnBoth],
  },
  {
    bug: 'an order is absent although the exchange does not tell whose a trade was',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/find-order.ts',
        'if (!asked.every((id) => Object.hasOwn(rows, id)))',
        'if (asked.length === 0)',
      ),
    ],
    tests: [finding],
  },
  {
    bug: 'an older order with the same id that has traded since is taken for the one',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/find-order.ts',
        'newestOf(bearersIn(rows, named), since)',
        'newestOf(bearersIn(rows, named), null)',
      ),
    ],
    tests: [finding],
  },
  {
    bug: 'absence is proven without the fills',
    edits: [edit('lib/orders/reconcile-order.ts', ', { inFills, asks })', ', { asks })')],
    tests: [spot],
    only: lookingUp,
  },
  {
    bug: 'a key used again places a filled order again that only its trade shows',
    edits: [
      edit(
        'lib/orders/submit/submit-order.ts',
        'lookForOrder(session, existing, { inFills: true })',
        'lookForOrder(session, existing, {})',
      ),
    ],
    tests: ['test/lib/orders/submit/submit-order.test.ts'],
  },
  {
    bug: 'a filled order that only its trade shows is sent again after a refused nonce',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        'if (isNonce(refusal)) return findSentOrder(session, record, { inFills: true });',
        '',
      ),
    ],
    tests: [behind],
    only: 'an order on spot that was filled',
  },
  {
    bug: 'an order that has ended is told as open while the events are behind',
    edits: [edit('lib/exchanges/kraken/futures/find-order.ts', "?? { ...order, status: 'unknown' }", '?? order')],
    tests: [behind],
    only: 'an order that has ended',
  },
  {
    bug: 'an amendment is told as not applied because its order is shown nowhere',
    edits: [
      edit(
        'lib/orders/amend/reconcile-amendment.ts',
        "if (observation.kind === 'noOrder') return afterVainLook(record, now, 'NOT_SHOWN');",
        `if (observation.kind === 'noOrder') {
    const missed = provesAbsence(record, behindMs, startedAt, now) ? afterAbsence(record, startedAt, now) : record;
    return missed.state === 'NEVER_ARRIVED' ? notApplied(missed) : missed;
  }`,
      ),
    ],
    tests: ['test/lib/orders/amend/find-amendment.test.ts'],
    only: 'shown nowhere proves nothing',
  },
  {
    bug: 'an amendment is told as not applied because of what its order was before',
    edits: [
      edit('lib/orders/amend/find-amendment.ts', "if (order.status === 'unknown')", "if (order.status === 'pending')"),
    ],
    tests: [behind],
    only: 'the order as it was before',
  },
  {
    bug: 'look-ups that can prove nothing use up the rate limit of those that could',
    edits: [
      edit('lib/orders/reconcile-order.ts', '500 * 3 ** round, longestPauseMs', '500 * 2 ** round, 4000'),
      edit('lib/orders/reconcile-order.ts', 'const leastPauseMs = 2000;', 'const leastPauseMs = 0;'),
    ],
    tests: [behind],
    only: 'the lowest rate limit',
  },
];
