import { edit, type Mutation } from './mutation.ts';

const restored = ['test/faults/restored.test.ts'];
const transfers = ['test/faults/restored-transfers.test.ts'];
const stack = ['test/infra/aws/restored-table.test.ts'];

/** A table that was restored from a backup. */
export const restoredMutations: readonly Mutation[] = [
  {
    bug: 'accounts of a restored table trade at once',
    edits: [
      edit('lib/accounts/account-store.ts', 'stateAfterRestore(times, record.tradingState)', 'record.tradingState'),
    ],
    tests: restored,
    only: 'is HALTED until a person',
  },
  {
    bug: 'accounts that were let trade once trade at once after a second restore',
    edits: [edit('lib/accounts/restored.ts', 'lifted?.to !== restoredTo', 'lifted === undefined')],
    tests: restored,
    only: 'after a second restore',
  },
  {
    bug: 'an order that the restored table has lost is sent a second time',
    edits: [
      edit(
        'lib/journal/run-once.ts',
        'call.isNamed ? await lostEntry(command, call.session, draft, record) : null',
        'null as "unclear" | null',
      ),
    ],
    tests: restored,
    only: 'that the restored table has lost',
  },
  {
    bug: 'an order that the restored table has lost is not canceled by its key',
    edits: [edit('lib/orders/read/name-order.ts', ' || lostWindowOf(await readAccount(wanted.ref)) !== null', '')],
    tests: restored,
    only: 'is canceled by its Idempotency-Key',
  },
  {
    bug: 'a lost order is looked for since now, where the exchange cannot show it',
    edits: [edit('lib/journal/lost-entry.ts', '{ ...record, sentAt: from, state:', '{ ...record, state:')],
    tests: restored,
    only: 'that the restored table has lost',
  },
  {
    bug: 'a failed look for a lost order counts as absence',
    edits: [
      edit(
        'lib/journal/lost-entry.ts',
        "if (arrived === null) return 'unclear';",
        'if (arrived === null) return null;',
      ),
    ],
    tests: restored,
    only: 'that fails leaves the order unsent',
  },
  {
    bug: 'a counter that was ahead of the clock gives nonces of the lost minutes again',
    edits: [edit('lib/accounts/trading-state.ts', '  await raiseLagging(accountKey(seen), at - restoredTo);\n', '')],
    tests: restored,
    only: 'ahead of the clock',
  },
  {
    bug: 'a transfer that the restored table has lost is sent a second time',
    edits: [
      edit(
        'lib/transfers/submit/submit-transfer.ts',
        '?.from ?? null, look: lookForLost }',
        "?.from ?? null, look: async () => 'absent' }",
      ),
    ],
    tests: transfers,
  },
  {
    bug: 'transfers leave an account of a restored table before a person has looked',
    edits: [edit('lib/transfers/submit/submit-transfer.ts', '    requireLifted(session.account);\n', '')],
    tests: transfers,
  },
  {
    bug: 'a transfer that was refused before the restore is sent again, though a later attempt has moved the money',
    edits: [
      edit(
        'lib/transfers/submit/submit-transfer.ts',
        "return lost === 'absent' ? lookForRefused(session, existing) : lost;",
        'return lookForRefused(session, existing);',
      ),
      edit('lib/transfers/submit/submit-transfer.ts', 'const lost = await lookForLost(session, existing);', ''),
    ],
    tests: transfers,
  },
  {
    bug: 'the functions of a stage with a restored table keep the rights on the former table',
    edits: [edit('infra/aws/oems-stack.ts', 'const table = usedTable(stack, own, options);', 'const table = own;')],
    tests: stack,
  },
  {
    bug: 'the functions of a stage with a restored table do not know the moment that the table shows',
    edits: [
      edit('infra/aws/function-environment.ts', 'options.restoredTo === null ?', 'options.restoredTo !== null ?'),
    ],
    tests: stack,
  },
];
