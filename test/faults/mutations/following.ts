import { edit, type Mutation } from './mutation.ts';

const describing = 'lib/orders/describe-order.ts';
const follow = 'lib/orders/follow/follow-market.ts';
const untold = 'lib/orders/untold-execution.ts';
const storeTest = 'test/lib/orders/order-store.test.ts';
const followTest = 'test/lib/orders/follow/follow-market.test.ts';

/** Bugs that make lists of orders lie: what the exchange told of resting orders is lost, undone, or made up. */
export const followingMutations: readonly Mutation[] = [
  {
    bug: 'two copies of the job at once tell the end of an order twice',
    edits: [
      edit(
        'lib/orders/describe-order.ts',
        "'attribute_not_exists(#record.describedAt)' : '#record.describedAt = :seen'",
        "'attempt = :attempt' : 'attempt = :attempt'",
      ),
      edit(
        'lib/orders/describe-order.ts',
        "...(before.describedAt === undefined ? {} : { ':seen': before.describedAt }),",
        '',
      ),
    ],
    tests: ['test/faults/doubled-jobs.test.ts'],
    only: 'at kraken',
  },
  {
    bug: 'the first look of a container is dated by a clock that no answer has corrected',
    edits: [edit('lib/orders/follow/follow-orders.ts', 'sharedTimeOf(beforeQuery)', 'beforeQuery')],
    tests: ['test/lib/orders/follow/follow-orders.test.ts'],
    only: 'dated by the clock of the table',
  },
  {
    bug: 'the description of an earlier look replaces the description of a later look',
    edits: [edit(describing, 'describedAt === undefined || describedAt <= at', 'true')],
    tests: [storeTest],
    only: 'the description of an earlier look does not',
  },
  {
    bug: 'a look that was refused the fills takes the price of an end away',
    edits: [edit(describing, 'isOver(one.status) && one.status === other.status', 'one === other')],
    tests: [storeTest],
    only: 'the price of an end stays known',
  },
  {
    bug: 'a late description reopens an ended order',
    edits: [
      edit(
        describing,
        '(!isEnded || (isOver(told.status) && !takesBack(told, stored.described)))',
        '(isEnded || !isEnded)',
      ),
      edit(describing, "'#status': 'status'", "'#status': 'side'"),
    ],
    tests: [storeTest],
  },
  {
    bug: 'a late description reopens an order that ended under the time of the entry that was read',
    edits: [edit(describing, "'#status': 'status'", "'#status': 'side'")],
    tests: ['test/lib/orders/read/shown-order.test.ts'],
  },
  {
    bug: 'a call that cancels journals an end that the exchange did not show',
    edits: [edit('lib/orders/keep-ends.ts', 'order !== null && isOver(order.status)', 'order !== null')],
    tests: ['test/lib/orders/keep-ends.test.ts'],
    only: 'keeps its description',
  },
  {
    bug: 'an accepted order that nobody has described is not followed',
    edits: [
      edit(
        'lib/orders/order.ts',
        '(described === null || !isOver(described.status))',
        'described !== null && !isOver(described.status)',
      ),
    ],
    tests: [storeTest],
  },
  {
    bug: 'an order that one answer has left out is not asked for again for a quarter of an hour',
    edits: [edit(follow, ' && describedAt < now - askedAgainMs', '')],
    tests: [followTest],
    only: 'one wrong answer',
  },
  {
    bug: 'an order that the exchange does not show stays open in the journal',
    edits: [edit(follow, "{ ...described, status: 'unknown' }", 'described')],
    tests: [followTest],
  },
  {
    bug: 'an order that ended at a price that nobody told is never read again',
    edits: [
      edit(
        'lib/orders/order-store.ts',
        'return isResting(record) || lacksExecution(record);',
        'return isResting(record);',
      ),
    ],
    tests: [followTest],
  },
  {
    bug: 'the fees of an order that ended inside its own POST stay untold for ever',
    edits: [edit(untold, 'return lacksPrice(record) || lacksFees(record);', 'return lacksPrice(record);')],
    tests: [followTest],
    only: 'ended inside its own POST',
  },
  {
    bug: 'an ended order that the exchange tells as going on is asked for without end',
    edits: [edit(follow, '!isOver(told.status) || new Decimal', 'new Decimal')],
    tests: [followTest],
    only: 'an order that goes on',
  },
  {
    bug: 'an ended order is asked for without end where its history cannot be read',
    edits: [
      edit(
        follow,
        'for (const record of gone) if (isForgotten(record, null',
        'for (const record of []) if (isForgotten(record, null',
      ),
    ],
    tests: [followTest],
    only: 'no look can be carried out',
  },
  {
    bug: 'a later look that knows less takes back what an ended order has filled',
    edits: [edit(describing, ' && !takesBack(told, stored.described)', '')],
    tests: [followTest],
    only: 'stays as told',
  },
  {
    bug: 'orders that lack their fees alone are read without a limit',
    edits: [edit(follow, '!lacksFeesAlone(record) || left-- > 0', 'record !== null || left-- > 0')],
    tests: [followTest],
    only: 'no room',
  },
  {
    bug: 'an ended order whose price nobody told counts as an order that may be open',
    edits: [
      edit(
        'lib/orders/resting-orders.ts',
        '(attribute_exists(restingShard) AND NOT #record.described.#status IN',
        '(attribute_exists(restingShard) OR #record.described.#status IN',
      ),
    ],
    tests: [followTest],
  },
  {
    bug: 'a look confirms orders that were accepted after its list of orders was read',
    edits: [
      edit(follow, 'followedAt: listedAt', 'followedAt: sharedNow()'),
      edit('lib/orders/read/list-orders.ts', 'record.followedFrom ?? followedAt + 1', 'record.sentAt'),
    ],
    tests: [followTest],
    only: 'got its verdict while a look was under way',
  },
  {
    bug: 'an account that was read long ago is followed with its old keys',
    edits: [edit('lib/orders/follow/accounts-in-turn.ts', 'sharedNow() < known.readAt + freshForMs', 'true')],
    tests: ['test/lib/orders/follow/accounts-in-turn.test.ts'],
  },
  {
    bug: 'a lockout that the exchange tells is not waited for',
    edits: [edit(follow, 'Math.max(pauseMs, toldMs)', 'pauseMs')],
    tests: [followTest],
  },
  {
    bug: 'one account that fails stops the accounts after it',
    edits: [edit('lib/orders/follow/follow-orders.ts', '        failures.push(error);\n', '        throw error;\n')],
    tests: ['test/lib/orders/follow/follow-orders.test.ts'],
  },
];
