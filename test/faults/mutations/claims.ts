import { edit, type Mutation, refusals } from './mutation.ts';

const attribution = 'test/lib/transfers/reconcile/attribution.test.ts';

const events = 'test/lib/exchanges/kraken/futures/order-events.test.ts';

/** Bugs of ledger entries that another account or program has made, and of a part of a history that is taken for the whole. */
export const claimMutations: readonly Mutation[] = [
  {
    bug: 'a refused transfer claims the entry of another program',
    edits: [edit('lib/transfers/reconcile/find-transfer.ts', "state === 'REJECTED' || isRefused", 'isRefused')],
    tests: [refusals],
    only: 'neither as refused nor as moved',
  },
  {
    bug: 'a transfer that never left is told as moved by an entry of another program',
    edits: [edit('lib/transfers/reconcile/find-transfer.ts', "return state !== 'NOT_SENT';", 'return true;')],
    tests: ['test/lib/transfers/once.test.ts'],
    only: 'that never left',
  },
  {
    bug: 'a transfer that was refused while nobody could look takes an entry of another program later',
    edits: [
      edit('lib/transfers/submit/send-transfer.ts', ", state: 'UNKNOWN', isRefused: true }", ", state: 'UNKNOWN' }"),
    ],
    tests: ['test/lib/transfers/once.test.ts'],
    only: 'while nobody could look',
  },
  {
    bug: 'a transfer whose nonce was refused takes an entry from after its call',
    edits: [edit('lib/transfers/reconcile/find-transfer.ts', 'return time <= lastOfCall(sentAt)', 'return time > 0')],
    tests: ['test/lib/transfers/once.test.ts'],
    only: 'made after the call',
  },
  {
    bug: 'an entry that a transfer has claimed as its booking is free for others',
    edits: [edit('lib/transfers/reconcile/attribution.ts', 'id === bookingId || ', '')],
    tests: [attribution],
    only: 'claimed as its booking',
  },
  {
    bug: 'a lost transfer is told as moved by the transfer of another account of the customer',
    edits: [edit('lib/transfers/reconcile/identical-transfers.ts', '[record.ref, ...beside]', '[record.ref]')],
    tests: ['test/lib/transfers/reconcile/identical-transfers.test.ts'],
  },
  {
    bug: 'of two accounts with lost transfers the first that looks takes the only entry',
    edits: [
      edit(
        'lib/transfers/reconcile/attribution.ts',
        'record.isRefused === true || isBeside(record, identical)',
        'record.isRefused === true',
      ),
    ],
    tests: [attribution],
    only: 'a single entry is unclear',
  },
  {
    bug: 'an acknowledged transfer without a booking owns no entry after half a minute',
    edits: [edit('lib/transfers/reconcile/attribution.ts', '(isRecent || !identical.isBooked)', 'isRecent')],
    tests: [attribution],
    only: 'acknowledged minutes before',
  },
  {
    bug: 'an earlier entry serves an acknowledged transfer, although an undecided transfer may have made the entry',
    edits: [edit('lib/transfers/reconcile/attribution.ts', '.slice(undecided.length)', '.slice(0 * undecided.length)')],
    tests: [attribution],
    only: 'serves no acknowledged transfer',
  },
  {
    bug: 'the ledger is not read back to the bookings of identical transfers',
    edits: [
      edit(
        'lib/transfers/reconcile/find-transfer.ts',
        "session.route.identity === 'client-id' ? since : identicalEntriesSince(record)",
        'identicalEntriesSince(record) > 0 ? since : since',
      ),
    ],
    tests: ['test/lib/transfers/read-back.test.ts'],
  },
  {
    bug: 'a withdrawal that was refused while nobody could look is told as refused',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        "observation?.kind === 'absent' ?",
        "observation === undefined || observation.kind === 'absent' ?",
      ),
    ],
    tests: ['test/lib/transfers/read-back.test.ts'],
  },
  {
    bug: 'a transfer is told as refused on the word of a look that cannot place an entry',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        "return observation?.kind === 'absent' ?",
        "return observation?.kind === 'absent' || observation?.kind === 'unclear' ?",
      ),
    ],
    tests: [refusals],
    only: 'because an equal transfer is under way',
  },
  {
    bug: 'a refused transfer takes the entry of an equal transfer without a verdict',
    edits: [edit('lib/transfers/reconcile/attribution.ts', ' || record.isRefused === true', '')],
    tests: [attribution],
    only: 'unclear to a refused transfer',
  },
  {
    bug: 'an acknowledged transfer that no client asks for again stays pending for ever',
    edits: [edit('functions/jobs/resolve-orders.ts', '    bookDueTransfers(),\n', '')],
    tests: ['test/lib/transfers/booking.test.ts'],
    only: 'completed by the job',
  },
  {
    bug: 'a transfer whose booking was found stays in the index of transfers without a booking',
    edits: [edit('lib/transfers/transfer-store.ts', ' REMOVE pendingShard, pendingAfter$', '$')],
    tests: ['test/lib/transfers/booking.test.ts'],
    only: 'completed by the job',
  },
  {
    bug: 'the list of transfers leaves out the transfers behind the first page',
    edits: [edit('lib/transfers/read/list-transfers.ts', 'listed.length > limit && last', 'last === null && last')],
    tests: ['test/lib/transfers/list-transfers.test.ts'],
    only: 'page by page',
  },
  {
    bug: 'an entry from before the transfer left is claimed',
    edits: [edit('lib/transfers/reconcile/attribution.ts', 'latestMoment(time) >= sentAt', 'latestMoment(time) >= 0')],
    tests: [attribution],
    only: 'from before the transfer left',
  },
  {
    bug: 'two accounts claim the same entry at once',
    edits: [edit('lib/transfers/reconcile/identical-transfers.ts', 'claims.includes(true)', 'false')],
    tests: ['test/lib/transfers/reconcile/identical-transfers.test.ts'],
  },
  {
    bug: 'an account whose customer nobody knows cannot have made the entry',
    edits: [
      edit(
        'lib/accounts/shared-keys.ts',
        '!isText(mine?.customerMark) || !isText(theirs.customerMark) || mine',
        'mine?',
      ),
    ],
    tests: ['test/lib/accounts/shared-keys.test.ts'],
    only: 'nobody has told apart',
  },
  {
    bug: 'a futures order is absent whose event shares a moment with the last event of a page',
    edits: [edit('lib/exchanges/kraken/futures/order-events.ts', 'since: String(last - 1)', 'since: String(last)')],
    tests: [events],
    only: 'the moment that ends a long page',
  },
  {
    bug: 'a long page of futures events without the name of a next page is the end of the events',
    edits: [edit('lib/exchanges/kraken/futures/order-events.ts', 'elements.length < shortPage', 'elements.length > 0')],
    tests: [events],
    only: 'behind a long page',
  },
];
