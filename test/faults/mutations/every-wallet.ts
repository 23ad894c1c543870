import { edit, type Mutation } from './mutation.ts';

const everywhere = 'test/faults/cancel-everywhere.test.ts';
const remaining = 'test/lib/orders/cancel/cancel-remaining.test.ts';
const [planning, plans] = ['lib/orders/cancel/plan-cancels.ts', 'test/lib/orders/cancel/plan-cancels.test.ts'];
const pages = 'test/lib/ledger/reports/every-market.test.ts';

/** Bugs of calls over every wallet, and of cancellations by ids. */
export const everyWalletMutations: readonly Mutation[] = [
  {
    bug: 'a cancellation by ids cancels an order of another symbol than the client gives',
    edits: [edit(planning, ' && (symbol ?? place.symbol) === place.symbol', " && symbol !== ''")],
    tests: [plans],
  },
  {
    bug: 'of several open orders of one id a cancellation takes the first',
    edits: [edit(planning, 'const target = only(open);', 'const target = open[0] ?? null;')],
    tests: [plans],
  },
  {
    bug: 'an order of this service in another market than the client gives is told as not found',
    edits: [
      edit(
        planning,
        "return records.length === 0 ? { id, kind: 'absent' }",
        "return records.length < 9 ? { id, kind: 'absent' }",
      ),
    ],
    tests: [plans],
  },
  {
    bug: 'a retry of a cancellation by ids looks the ids up anew',
    edits: [
      edit(
        'lib/orders/cancel/cancel-named.ts',
        'earlier ?? (await planCancels(account, intent))',
        'await planCancels(account, intent)',
      ),
    ],
    tests: [everywhere],
    only: 'names an order by now',
  },
  {
    bug: 'a cancel-all over every wallet takes a key that one market has used',
    edits: [
      edit(
        'lib/orders/cancel/cancel-everywhere.ts',
        'if (idempotencyKey !== undefined) await',
        "if (idempotencyKey === '') await",
      ),
    ],
    tests: [everywhere],
    only: 'used for one market',
  },
  {
    bug: 'a cancel-all over every wallet is a success beside a wallet that could not be read',
    edits: [edit('lib/http/present/canceled-everywhere.ts', 'reply(complete ? 200 : 202,', 'reply(200,')],
    tests: [everywhere],
    only: 'cannot read one wallet',
  },
  {
    bug: 'an order of the journal that nothing shows counts as ended',
    edits: [edit('lib/orders/cancel/cancel-remaining.ts', "gone.since !== undefined ? 'open' : 'ended'", "'ended'")],
    tests: [remaining],
    only: 'unless the journal knows',
  },
  {
    bug: 'a list over every wallet is complete beside a wallet that failed',
    edits: [
      edit(
        'lib/session/every-wallet.ts',
        "outcome: 'failed', value: null, error, isWhole: false",
        "outcome: 'failed', value: null, error, isWhole: true",
      ),
      edit('lib/ledger/reports/every-market.ts', 'next === null ? [] : [moreFollows]', 'next === null ? [] : []'),
    ],
    tests: [pages],
    only: 'is the reason why',
  },
  {
    bug: 'a page over every market forgets the place of a market that failed',
    edits: [
      edit(
        'lib/ledger/reports/every-market.ts',
        "if (outcome === 'failed') return",
        "if (outcome === 'done' && value === null) return",
      ),
    ],
    tests: [pages],
    only: 'keeps its place',
  },
  {
    bug: 'a list without the fills of a market that tells one symbol alone is complete',
    edits: [edit('lib/session/every-wallet.ts', 'isWhole: !needsSymbol(error)', 'isWhole: true')],
    tests: ['test/lib/ledger/reports/every-market.test.ts'],
  },
  {
    bug: 'an id that nobody knows is not found although the key of a wallet was removed',
    edits: [edit('lib/orders/cancel/plan-cancels.ts', ' || lostKey(account, marketType)', '')],
    tests: [everywhere],
    only: 'perhaps open while the key',
  },
];
