import { edit, type Mutation } from './mutation.ts';

const proofs = 'test/lib/ledger/proof/proofs.test.ts';
const sumsOfChanges = 'test/lib/ledger/proof/sum-of-changes.test.ts';

/** Bugs of a ledger whose entries have no balances. */
export const sumMutations: readonly Mutation[] = [
  {
    bug: 'sums of changes prove entries before a reading has agreed',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        '(provenTo === null ? null : Math.min(provenTo, coveredTo ?? 0))',
        '(provenTo === null ? coveredTo : coveredTo)',
      ),
    ],
    tests: [sumsOfChanges, proofs],
  },
  {
    bug: 'sums of changes start in a wallet that is moving',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        "return latest.every(({ kind }) => kind === 'position');",
        'return latest.every(({ id }) => id !== null);',
      ),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'the eight days of a difference begin with the last agreement',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        'const longest = Math.min(...Object.values(cursor.differsSince));',
        'const longest = cursor.provenTo ?? 0;',
      ),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'the search for the entries of a difference begins with the last agreement',
    edits: [edit('lib/ledger/ingest/read-ledger.ts', 'firstSeen.length > 0 ?', 'firstSeen.length < 0 ?')],
    tests: [sumsOfChanges],
  },
  {
    bug: 'a difference that a late entry may explain raises an alarm',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        'reportMismatches(ledger, overdue(reconciled, reading));',
        'reportMismatches(ledger, mismatches);',
      ),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'a difference that lasts raises no alarm',
    edits: [
      edit('lib/ledger/proof/sum-of-changes.ts', '  reportMismatches(ledger, overdue(reconciled, reading));\n', ''),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'a difference that begins anew is as old as the difference before',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        'return Object.fromEntries(mismatches.map(chainKey).map((key) => [key, differsSince[key] ?? at]));',
        'return { ...Object.fromEntries(mismatches.map(chainKey).map((key) => [key, at])), ...differsSince };',
      ),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'a new proof gives up an entry that may be late',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        ' && overdue(cursor, reading).length === cursor.mismatches.length',
        '',
      ),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'a balance agrees with the moment before an entry that it has seen',
    edits: [edit('lib/ledger/proof/sum-of-changes.ts', ' && entry.time >= at - clockMarginMs', '')],
    tests: ['test/lib/ledger/proof/sum-of-changes.test.ts'],
  },
];
