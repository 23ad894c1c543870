import { edit, type Mutation } from './mutation.ts';

const meanwhile = 'test/faults/meanwhile.test.ts';
const listing = 'test/faults/new-listing.test.ts';

/** Bugs of calls beside which others change the account, its keys, or what is known of the exchange. */
export const meanwhileMutations: readonly Mutation[] = [
  {
    bug: 'the repetition of an ACTIVE undoes a halt',
    edits: [edit('lib/accounts/trading-state.ts', "if (state === 'HALTED') return", 'if (write) return')],
    tests: [meanwhile],
    only: 'is not undone',
  },
  {
    bug: 'a halt does not look at its end whether the account is halted still',
    edits: [edit('lib/orders/halt/reasons.ts', '...(wasHeld\n', '...(wasHeld !== null\n')],
    tests: [meanwhile],
    only: 'trade again',
  },
  {
    bug: 'a halt forgets orders that arrived under a key cleared meanwhile',
    edits: [
      edit('lib/orders/halt/orders-in-flight.ts', 'recent.filter((record) => isOutOfReach(account, record))', '[]'),
    ],
    tests: [meanwhile],
    only: 'the key was cleared',
  },
  {
    bug: 'a slow order reads the state of whoever has the account’s name by now',
    edits: [edit('lib/orders/send-guard.ts', 'if (registrationId !== account.registrationId)', 'if (!registrationId)')],
    tests: [meanwhile],
    only: 'registered under the name since',
  },
  {
    bug: 'who repeats a call after its key was replaced is told to repeat it',
    edits: [edit('lib/journal/cannot-resubmit.ts', '  return isUnderSameKey\n', '  return isUnderSameKey || what\n')],
    tests: [meanwhile],
    only: 'is a conflict',
  },
  {
    bug: 'the resolver does not ask for new listings',
    edits: [
      edit('lib/orders/reconcile-order.ts', 'openSession(ref, marketType, { symbol })', 'openSession(ref, marketType)'),
    ],
    tests: [listing],
    only: 'an hour ago',
  },
  {
    bug: 'an order on a pair that the container does not know is another order',
    edits: [edit('lib/orders/same-order.ts', ' || !isUnified(order.symbol))', ')')],
    tests: [listing],
    only: 'just now',
  },
  {
    bug: '"too late" is believed of bytes that something repeated',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        "return outcome.kind === 'idTaken' || outcome.kind === 'notExecuted';",
        "return outcome.kind === 'idTaken' || isNonce(outcome);",
      ),
    ],
    tests: ['test/faults/refusals.test.ts'],
    only: 'repeated too late',
  },
];
