import { edit, type Mutation, refusals } from './mutation.ts';

const sending = 'test/lib/orders/submit/send-order.test.ts';
const verdicts = 'test/faults/verdicts.test.ts';
const canceling = 'test/lib/orders/cancel/cancel-order.test.ts';
const clocks = 'test/lib/exchanges/wire/exchange-clock.test.ts';

/** Bugs of verdicts: limits that are taken for final, lost reasons, changes that changed nothing, clocks that differ. */
export const verdictMutations: readonly Mutation[] = [
  {
    bug: 'an order without a name is told as limited although its look failed',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        "if (found === null) return { kind: 'unknown', error: refusal.error };",
        "if (found === null) return isRateLimit(refusal) ? refusal : { kind: 'unknown', error: refusal.error };",
      ),
    ],
    tests: [sending],
    only: 'only an order without a key',
  },
  {
    bug: 'requests leave on a key that the exchange has locked out',
    edits: [edit('lib/session/connection-to.ts', '    if (signer !== null) refuseWhileLocked(signer);\n', '')],
    tests: [refusals],
    only: 'the last request on its key',
  },
  {
    bug: 'a copy of an order that a closed market has refused is forgotten',
    edits: [edit('lib/journal/entry.ts', ' || error.details.some(isFromExchange)', '')],
    tests: ['test/lib/orders/submit/submit-order.test.ts'],
  },
  {
    bug: 'a full list of orders is believed although a first copy may have taken the last place',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        "return outcome.kind === 'rejected' || (outcome.kind === 'notExecuted' && outcome.reason === 'not-now');",
        "return outcome.kind === 'rejected';",
      ),
      edit(
        'lib/orders/submit/send-order.ts',
        "outcome.reason === 'clock') return false;",
        "(outcome.reason === 'clock' || outcome.reason === 'not-now')) return false;",
      ),
    ],
    tests: [sending],
    only: 'a full list of orders',
  },
  {
    bug: 'an order that was not placed forgets why',
    edits: [edit('lib/orders/submit/send-order.ts', 'error: null, lastError: told }', 'error: null }')],
    tests: [verdicts],
    only: 'that an unclear refusal has kept out',
  },
  {
    bug: 'a cancellation that canceled nothing is a success',
    edits: [
      edit(
        'lib/orders/cancel/cancel-order.ts',
        '  if (isDenied(last)) throw notCanceled(target.session, last.order);\n',
        '',
      ),
    ],
    tests: [canceling],
  },
  {
    bug: 'a refusal for the deadline is a verdict although the clocks agree',
    edits: [edit('lib/orders/clock-skew.ts', 'if (shown === null || shown <= deadline) return outcome;', '')],
    tests: [verdicts],
    only: 'proves nothing where the clocks agree',
  },
  {
    bug: 'a clock that was set back makes a refusal for the deadline a verdict',
    edits: [edit('lib/orders/clock-skew.ts', ' || hasPassedSince(left, deadline)', '')],
    tests: ['test/lib/orders/clock-skew.test.ts'],
  },
  {
    bug: 'an order whose timestamp is refused by a clock that is ahead has no verdict',
    edits: [edit('lib/orders/clock-skew.ts', " || (outcome.reason === 'nonce' && !hasNonce)", '')],
    tests: ['test/lib/orders/clock-skew.test.ts'],
  },
  {
    bug: 'an answer from before the order tells what the clock showed when the order left',
    edits: [edit('lib/exchanges/wire/exchange-clock.ts', ' || known.at < leftAt', '')],
    tests: [clocks],
  },
  {
    bug: 'the time of an answer is taken for the time of its request',
    edits: [edit('lib/exchanges/wire/exchange-clock.ts', 'low: shown - receivedAt', 'low: shown - sentAt')],
    tests: [clocks],
  },
  {
    bug: 'a deadline that follows a wrong measurement proves absence too early',
    edits: [edit('lib/orders/arrival.ts', ' + Math.max(0, shiftMs)', '')],
    tests: ['test/lib/orders/arrival.test.ts'],
  },
  {
    bug: 'absence is proven by our clock while the exchange, whose clock is behind, still takes the order',
    edits: [edit('lib/orders/reconcile-order.ts', 'session.clock.behindMs()', '0')],
    tests: ['test/faults/clock-behind.test.ts'],
  },
  {
    bug: 'an order is looked for by our clock at an exchange that is minutes behind',
    edits: [edit('lib/orders/find-order.ts', ' - session.clock.behindMs()', '')],
    tests: ['test/lib/orders/find-order.test.ts'],
  },
  {
    bug: 'an order at an exchange whose clock is ahead gets a deadline of our clock',
    edits: [edit('lib/orders/submit/prepare-order.ts', 'clock.offsetMs()', '0')],
    tests: [verdicts],
    only: 'a halt closes positions',
  },
  {
    bug: 'a replay shows an order that the same key may still send as not placed',
    edits: [
      edit(
        'lib/http/present/stored-rejection.ts',
        "if (state === 'NOT_SENT') throw error;",
        'if (!replayed) throw error;',
      ),
    ],
    tests: ['test/lib/http/present/outcomes.test.ts'],
  },
  {
    bug: 'an order that was not placed is told as a success',
    edits: [
      edit(
        'lib/http/present/orders.ts',
        "  if (order.status === 'not_placed') return notPlacedAnswer('order', order.reason, replayed, data);\n",
        '',
      ),
    ],
    tests: ['test/lib/http/present/outcomes.test.ts'],
  },
  {
    bug: 'a transfer that was not placed is told as a success',
    edits: [
      edit(
        'lib/http/present/transfers.ts',
        "  if (transfer.status === 'not_placed') return notPlacedAnswer('transfer', transfer.reason, replayed, data);\n",
        "  if (transfer.status === 'not_placed') return reply(200, 'Transfer requested', data);\n",
      ),
    ],
    tests: ['test/lib/http/present/outcomes.test.ts'],
  },
  {
    bug: 'digits given as the id of an order cancel every order with that user reference',
    edits: [
      edit('lib/exchanges/kraken/spot/order-entry.ts', "  if (isReference(exchangeOrderId)) return 'gone';\n", ''),
    ],
    tests: ['test/lib/exchanges/kraken/order-entry-cancel.test.ts'],
    only: 'digits never leave',
  },
  {
    bug: 'the id of a doubtful order leads to the entry of another order',
    edits: [
      edit(
        'lib/orders/order-store.ts',
        "  return state === 'ACCEPTED' || state === 'REJECTED' ? ",
        '  return state !== undefined ? ',
      ),
    ],
    tests: ['test/lib/orders/order-store.test.ts'],
    only: 'needs a person',
  },
];
