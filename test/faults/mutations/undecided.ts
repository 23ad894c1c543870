import { edit, type Mutation } from './mutation.ts';

const away = 'test/faults/away.test.ts';
const reconciling = 'test/lib/orders/reconcile-order.test.ts';
const reconcilingTransfers = 'test/lib/transfers/reconcile/reconcile-transfer.test.ts';
const dueEntries = 'test/lib/journal/due-entries.test.ts';

/** Bugs of entries without a verdict: failed looks that count, entries that nobody looks at again, looks that cost too much. */
export const undecidedMutations: readonly Mutation[] = [
  {
    bug: 'an order is left to a person after twenty minutes of failed looks',
    edits: [
      edit('lib/journal/absence.ts', 'provableUntil !== null && now > provableUntil', 'now > (provableUntil ?? 0)'),
    ],
    tests: [reconciling],
    only: 'failed looks are no looks',
  },
  {
    bug: 'an order is left to a person while its key is locked out',
    edits: [
      edit('lib/journal/absence.ts', 'provableUntil !== null && now > provableUntil', 'now > (provableUntil ?? 0)'),
    ],
    tests: [away],
    only: 'while its key is',
  },
  {
    bug: 'an order whose history the exchange has dropped is unknown for ever',
    edits: [
      edit(
        'lib/orders/reconcile-order.ts',
        'afterFailedLook(record, now, record.shownUntil)',
        'afterFailedLook(record, now, null)',
      ),
    ],
    tests: [reconciling],
    only: 'may have forgotten the order',
  },
  {
    bug: 'a cancellation that no answer met is given up',
    edits: [
      edit(
        'lib/orders/cancel/reconcile-cancel-all.ts',
        "if (record.openBecause === 'LOOK_FAILED') return afterFailedLook(record, now, null);",
        '',
      ),
    ],
    tests: ['test/lib/orders/cancel/cancel-remaining.test.ts'],
  },
  {
    bug: 'an order that is left to a person is never looked at again',
    edits: [
      edit(
        'lib/journal/journal.ts',
        "return record.state === 'NEEDS_REVIEW' && now - record.sentAt < reviewedForMs;",
        'return now < reviewedForMs - reviewedForMs;',
      ),
    ],
    tests: [dueEntries],
    only: 'stays in the index',
  },
  {
    bug: 'a late look undoes what another look has left to a person',
    edits: [
      edit(
        'lib/journal/journal.ts',
        'const from = openStates.includes(before) ? openStates : [before];',
        "const from = [...openStates, 'NEEDS_REVIEW', before].filter((one, index, all) => all.indexOf(one) === index);",
      ),
    ],
    tests: [dueEntries],
    only: 'stays in the index',
  },
  {
    bug: 'an order that the exchange has shown is told as not placed',
    edits: [edit('lib/orders/reconcile-order.ts', 'if (!isSeen(record) && provesAbsence', 'if (provesAbsence')],
    tests: [reconciling],
    only: 'never proven absent',
  },
  {
    bug: 'a transfer that the ledger has shown too often is told as not moved',
    edits: [edit('lib/transfers/reconcile/reconcile-transfer.ts', ' && !isContradicted(record)', '')],
    tests: [reconcilingTransfers],
    only: 'unless the ledger has shown too many',
  },
  {
    bug: 'a transfer that nobody could look for claims an entry of a later day',
    edits: [
      edit(
        'lib/transfers/reconcile/attribution.ts',
        'exchangeTransferId === null ? sentAt + reviewAfterMs : Number.POSITIVE_INFINITY',
        'Number.POSITIVE_INFINITY',
      ),
    ],
    tests: ['test/lib/transfers/reconcile/attribution.test.ts'],
    only: 'a later hour',
  },
  {
    bug: 'an amendment that was left to a person is judged by a later amendment',
    edits: [
      edit('lib/orders/amend/reconcile-amendment.ts', "record.state === 'NEEDS_REVIEW' && !(await", 'false && !(await'),
    ],
    tests: ['test/lib/orders/amend/amend-lock.test.ts'],
    only: 'overtaken',
  },
  {
    bug: 'orders are canceled for a call that was told as given up',
    edits: [
      edit('lib/orders/cancel/cancel-all-store.ts', 'reviewedForMs: 0', 'reviewedForMs: Number.POSITIVE_INFINITY'),
    ],
    tests: [dueEntries],
    only: 'no more',
  },
  {
    bug: 'each reader of an undecided order asks the exchange',
    edits: [
      edit(
        'lib/journal/due-entries.ts',
        "'(attribute_not_exists(leasedUntil) OR leasedUntil <= :now)'",
        "'(attribute_exists(attempt) OR leasedUntil <= :now)'",
      ),
    ],
    tests: [dueEntries],
    only: 'one of ten readers',
  },
  {
    bug: 'an exchange that is away is asked each minute for each order, for as long as it is away',
    edits: [edit('lib/journal/look-times.ts', 'age < youngForMs ? 0 : Math.min(age / 10, longestPauseMs)', '0')],
    tests: [away],
    only: 'less and less often',
  },
  {
    bug: 'nobody hears of the entries that wait for a person',
    edits: [
      edit(
        'lib/journal/report-undecided.ts',
        "if (state === 'NEEDS_REVIEW') inReview += 1;",
        "if (state === 'NEEDS_REVIEW') inReview += 0;",
      ),
    ],
    tests: ['test/lib/journal/report-undecided.test.ts'],
  },
  {
    bug: 'the alarm on orders that wait for a person ends when the resolver stops',
    edits: [
      edit(
        'infra/aws/alarms.ts',
        "whileMissing === 'lasts' ? TreatMissingData.IGNORE",
        "whileMissing === 'lasts' ? TreatMissingData.NOT_BREACHING",
      ),
    ],
    tests: ['test/infra/aws/monitoring.test.ts'],
    only: 'last until the gauge says zero',
  },
];
