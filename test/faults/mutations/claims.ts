import { edit, type Mutation, refusals } from './mutation.ts';

const attribution = 'test/lib/transfers/reconcile/attribution.test.ts';

/** Bugs of ledger entries that another account or program has made. */
export const claimMutations: readonly Mutation[] = [
  {
    bug: 'a refused transfer claims the entry of another program',
    edits: [
      edit('lib/transfers/reconcile/find-transfer.ts', 'return mayClaim(record) ? claimed', 'return true ? claimed'),
    ],
    tests: [refusals],
    only: 'neither as refused nor as moved',
  },
  {
    bug: 'a transfer that never left is told as moved by an entry of another program',
    edits: [
      edit(
        'lib/transfers/reconcile/find-transfer.ts',
        "state !== 'REJECTED' && (state !== 'NOT_SENT' || error?.code === 'NONCE_REJECTED')",
        "state !== 'REJECTED' || error === null",
      ),
    ],
    tests: ['test/lib/transfers/once.test.ts'],
    only: 'that never left',
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
        "record.state === 'REJECTED' || isBeside(record, identical)",
        "record.state === 'REJECTED'",
      ),
    ],
    tests: [attribution],
    only: 'a single entry is unclear',
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
];
