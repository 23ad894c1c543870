import { edit, type Mutation } from './mutation.ts';

const keyStates = 'test/lib/orders/halt/key-states.test.ts';
const all = 'test/lib/orders/halt/halt-all.test.ts';
const stoppedId = 'test/lib/registration/stopped-id.test.ts';
const carriedOn = 'test/faults/halt-carried-on.test.ts';

/** Bugs of a halt that says more than the halt knows. */
export const haltMutations: readonly Mutation[] = [
  {
    bug: 'a halt is complete over a cleared key with orders',
    edits: [
      edit(
        'lib/orders/halt/reasons.ts',
        'account.changedKeys?.has(market.key) !== true) return',
        'account.changedKeys) return',
      ),
    ],
    tests: [keyStates],
    only: 'whose key was cleared',
  },
  {
    bug: 'a halt of an account of an earlier release does not look into the journal for a key that is gone',
    edits: [
      edit(
        'lib/orders/halt/former-keys.ts',
        'return setAt === undefined ? remembersKeys === true : ',
        'return setAt === undefined || ',
      ),
    ],
    tests: [keyStates],
    only: 'earlier release',
  },
  {
    bug: 'an account forgets that a key was cleared',
    edits: [
      edit(
        'lib/accounts/change-credentials.ts',
        "changes[slot] !== 'clear' || hasKey(account, slot)",
        "changes[slot] !== 'clear'",
      ),
    ],
    tests: ['test/lib/accounts/account-store.test.ts'],
    only: 'remembers',
  },
  {
    bug: 'a halt is complete over a wallet that cannot be read',
    edits: [edit('lib/orders/halt/look.ts', 'failures.push(`', 'void (`')],
    tests: [keyStates],
    only: 'cannot be looked at',
  },
  {
    bug: 'a halt believes a key that shows a part of the history',
    edits: [edit('lib/orders/halt/reasons.ts', 'showsAll === false', 'showsAll === undefined')],
    tests: [keyStates],
    only: 'with the key, which shows',
  },
  {
    bug: 'a halt takes any order that a new key shows for an order of the former key',
    edits: [
      edit(
        'lib/orders/halt/same-customer.ts',
        'order === null || !isSameOrder(request, order, true)',
        'order === null',
      ),
    ],
    tests: [keyStates],
    only: 'an order with other terms',
  },
  {
    bug: 'a halt takes the keys before and after a rotation for keys of one customer',
    edits: [
      edit(
        'lib/orders/halt/same-customer.ts',
        '  return false;\n}\n\nasync function shows',
        '  return true;\n}\n\nasync function shows',
      ),
    ],
    tests: [keyStates],
    only: 'for an order of the former key',
  },
  {
    bug: 'a halt is complete beside orders that stay open',
    edits: [edit('lib/orders/halt/reasons.ts', 'openOrders === null || openOrders === 0', 'openOrders !== undefined')],
    tests: [keyStates],
    only: 'is told of orders',
  },
  {
    bug: 'a halt does not look for margin positions on spot',
    edits: [
      edit(
        'lib/orders/halt/look.ts',
        'await wallets.untraded();',
        '[] as Awaited<ReturnType<typeof wallets.untraded>>;',
      ),
    ],
    tests: [keyStates],
    only: 'margin positions',
  },
  {
    bug: 'one account that fails hides the halts of all others',
    edits: [
      edit('lib/orders/halt/halt-all.ts', '    return notHalted(ref, halted, messageOf(error));', '    throw error;'),
    ],
    tests: [all],
    only: 'shows the failure of one account',
  },
  {
    bug: 'a halt of all accounts is complete beside an account that failed',
    edits: [
      edit('lib/http/present/halt.ts', 'reasons.length === 0 && accounts.every(isComplete)', 'reasons.length === 0'),
    ],
    tests: [all],
    only: 'shows the failure of one account',
  },
  {
    bug: 'a halt of all accounts cancels at one account before the next is halted',
    edits: [
      edit(
        'lib/orders/halt/halt-all.ts',
        'begin(ref, closesPositions));\n',
        'Promise.resolve({ ref, halted: null }));\n',
      ),
    ],
    tests: [all],
    only: 'before the first cancellation',
  },
  {
    bug: 'accounts behind a silent exchange keep others from being halted',
    edits: [edit('lib/orders/halt/halt-all.ts', 'const width = 60;', 'const width = 10;')],
    tests: [all],
    only: '50 accounts',
  },
  {
    bug: 'a halt of all accounts does not see an account that was registered meanwhile',
    edits: [edit('lib/orders/halt/halt-all.ts', '...later];', '];')],
    tests: [all],
    only: 'registered meanwhile',
  },
  {
    bug: 'a halt whose call has died is left alone',
    edits: [edit('lib/accounts/trading-state.ts', 'parts: askHalt(ref, asked)', 'parts: noHalt')],
    tests: [carriedOn],
    only: 'dies in the middle',
  },
  {
    bug: 'a round of the resolver cancels the orders of an account that trades again',
    edits: [
      edit(
        'lib/orders/halt/carry-on.ts',
        'if (halt?.id !== id) throw',
        'if (halt?.id === undefined && id === undefined) throw',
      ),
    ],
    tests: [carriedOn],
    only: 'keeps the round from canceling again',
  },
  {
    bug: 'a halt goes on although the account trades again',
    edits: [
      edit(
        'lib/accounts/trading-state.ts',
        'if (lifted === null) return forgetHalt;',
        'if (lifted === null) return noHalt;',
      ),
      edit(
        'lib/orders/halt/carry-on.ts',
        'if (halt?.id !== id) throw',
        'if (halt?.id === undefined && id === undefined) throw',
      ),
    ],
    tests: [carriedOn],
    only: 'ends the carrying on',
  },
  {
    bug: 'a complete look that closed no positions ends a halt that was to close them',
    edits: [edit('lib/accounts/pending-halt.ts', "' AND attribute_not_exists(haltCloses)'", "''")],
    tests: [carriedOn],
    only: 'is not ended by a complete halt',
  },
  {
    bug: 'an account that was stopped trades again after a deletion and a registration',
    edits: [
      edit('lib/registration/remove.ts', 'if (now !== null) await keepState', 'if (now === undefined) await keepState'),
    ],
    tests: [stoppedId],
    only: 'begins HALTED, as the account was',
  },
  {
    bug: 'the deletion of an account counts as a stop of its id',
    edits: [
      edit('lib/accounts/stopped-id.ts', 'return stoppedFrom ?? tradingState;', 'return tradingState ?? stoppedFrom;'),
    ],
    tests: [stoppedId],
    only: 'begins ACTIVE, as the account was',
  },
  {
    bug: 'a halt in the middle of a deletion is forgotten with the account',
    edits: [edit('lib/accounts/account-lifetime.ts', 'if (state === undefined) return', 'if (state !== null) return')],
    tests: [stoppedId],
    only: 'in the middle of its deletion',
  },
  {
    bug: 'the halt of an operator leaves no record in the trail of the tenant',
    edits: [
      edit('lib/jobs/operator-halt.ts', "keepBegin(ref.tenant, record(ref, 'begun'))", 'Promise.resolve()'),
      edit(
        'lib/jobs/operator-halt.ts',
        'keepEnd(one.ref.tenant, record(one.ref, outcomeOf(one)))',
        'Promise.resolve(record(one.ref, outcomeOf(one)))',
      ),
    ],
    tests: ['test/lib/jobs/operator-halt.test.ts'],
    only: 'stands in the trail',
  },
  {
    bug: 'halt_completed stands before the orders that the halt has ended',
    edits: [
      edit(
        'lib/orders/halt/tell-end.ts',
        '  await listBefore(account.tenant, accountKey(account)).catch(',
        '  void listBefore(account.tenant, accountKey(account)).catch(',
      ),
    ],
    tests: ['test/lib/orders/halt/tell-end.test.ts'],
  },
];
