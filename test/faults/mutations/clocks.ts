import { edit, type Mutation } from './mutation.ts';

const haltClocks = 'test/faults/halt-clocks.test.ts';

/** Bugs that show where the clock of a container is minutes away from the clock of the table. */
export const clockMutations: readonly Mutation[] = [
  {
    bug: 'a resolver whose clock is behind waits for minutes in a halt that another container has dated',
    edits: [
      edit(
        'lib/orders/halt/orders-in-flight.ts',
        'Math.min(settleMs, Math.max(0, haltedAt + settleMs - sharedNow()))',
        'Math.max(0, haltedAt + settleMs - Date.now())',
      ),
    ],
    tests: [haltClocks],
    only: 'no run dies of a wait',
  },
  {
    bug: 'a container that has just started dates a halt by its own clock',
    edits: [edit('lib/accounts/learn-time.ts', '!knowsTableClock()', 'knowsTableClock()')],
    tests: [haltClocks],
    only: 'did not know its error',
  },
  {
    bug: 'a halt whose next round a wrong clock has put off is not begun',
    edits: [edit('lib/orders/halt/carry-on.ts', ' || dueAt > latestDue(halt.rounds, now)', '')],
    tests: [haltClocks],
    only: 'due later than any pause',
  },
  {
    bug: 'a halt whose next round a wrong clock has put off is not claimed',
    edits: [
      edit(
        'lib/accounts/pending-halt.ts',
        "'(pendingAfter <= :now OR pendingAfter > :latest)'",
        "'pendingAfter <= :now'",
      ),
    ],
    tests: [haltClocks],
    only: 'due later than any pause',
  },
  {
    bug: 'an account is dated by the clock of the container that registers it',
    edits: [
      edit(
        'lib/registration/register.ts',
        'Math.max(sharedNow(), ...Object.values(changes).map(({ credential }) => credential.setAt))',
        'Date.now()',
      ),
    ],
    tests: ['test/lib/registration/clocks-apart.test.ts'],
  },
  {
    bug: 'a key is dated by the clock of the container that seals it',
    edits: [edit('lib/registration/register.ts', 'setAt: sharedNow()', 'setAt: Date.now()')],
    tests: ['test/lib/registration/clocks-apart.test.ts'],
  },
];
