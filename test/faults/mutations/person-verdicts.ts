import { edit, type Mutation } from './mutation.ts';

const word = 'test/faults/person-verdict.test.ts';
const reconciling = 'test/lib/transfers/reconcile/reconcile-transfer.test.ts';

/** Bugs of the word of a person on an order or transfer that nobody else can settle. */
export const personVerdictMutations: readonly Mutation[] = [
  {
    bug: 'the word of a person undoes a verdict',
    edits: [edit('lib/journal/decide-entry.ts', 'if (!isUndecided({ state }))', "if (state === 'NOT_SENT')")],
    tests: [word],
    only: 'undoes no verdict of the exchange',
  },
  {
    bug: 'the word of a person settles an order that another call has settled meanwhile',
    edits: [
      edit(
        'lib/journal/decide-entry.ts',
        'if (settled.decision?.id !== decided.decision?.id) continue;',
        'if (settled === null) continue;',
      ),
    ],
    tests: [word],
    only: 'exactly one settles',
  },
  {
    bug: 'an order of another client order id is told as the order of a person',
    edits: [
      edit(
        'lib/orders/verdict/decide-order.ts',
        'if (order.clientOrderId !== clientOrderId)',
        'if (clientOrderId === "")',
      ),
    ],
    tests: [word],
    only: 'another client order id',
  },
  {
    bug: 'an order that the exchange shows is told as not placed, because a person says so',
    edits: [
      edit(
        'lib/orders/verdict/decide-order.ts',
        "if (typeof seen !== 'string') throw shown(seen);",
        "if (typeof seen !== 'string') return { ...record, state: 'NEVER_ARRIVED' };",
      ),
    ],
    tests: [word],
    only: 'is refused while the exchange shows the order',
  },
  {
    bug: 'a person tells an order as not placed while the order may still arrive',
    edits: [
      edit(
        'lib/orders/verdict/decide-order.ts',
        'return record.arrivesUntil !== null && canArrive(record, sharedNow(), behindMs);',
        'return record.arrivesUntil !== null && canArrive(record, sharedNow() + 60_000, behindMs);',
      ),
    ],
    tests: [word],
    only: 'can arrive no more',
  },
  {
    bug: 'a person tells an order as not placed that may still arrive, because no key can look',
    edits: [edit('lib/orders/verdict/decide-order.ts', '  if (mayStillArrive(record, 0)) throw mayArrive();\n', '')],
    tests: [word],
    only: 'although no key can look',
  },
  {
    bug: 'an order that the exchange has acknowledged is proven not placed by a look that does not show the order',
    edits: [
      edit('lib/orders/verdict/decide-order.ts', 'if (isSeen(record)) return', 'if (doubtOf === undefined) return'),
    ],
    tests: [word],
    only: 'has acknowledged',
  },
  {
    bug: 'a person tells a transfer as not moved while a copy of the request may still arrive',
    edits: [
      edit(
        'lib/transfers/verdict/decide-transfer.ts',
        'if (seen !== null && copyMayArrive(record, seen.look)) throw mayArrive();',
        '',
      ),
    ],
    tests: [word],
    only: 'while its nonce is in the window',
  },
  {
    bug: 'a look that cannot place the entries of the ledger does not tell whether a copy of the request may arrive',
    edits: [
      edit(
        'lib/transfers/reconcile/find-transfer.ts',
        "seen.kind === 'found' ? null :",
        "seen.kind !== 'absent' ? null :",
      ),
    ],
    tests: [word],
    only: 'while its nonce is in the window',
  },
  {
    bug: 'a person tells a transfer as not moved by a word that nothing proves, after half a minute',
    edits: [
      edit(
        'lib/transfers/verdict/decide-transfer.ts',
        'if (sharedNow() - record.sentAt < reviewAfterMs) throw mayArrive();',
        '',
      ),
    ],
    tests: [word],
    only: 'within twenty minutes',
  },
  {
    bug: 'the nonces of another key bound the nonce of a lost transfer',
    edits: [
      edit(
        'lib/transfers/reconcile/reconcile-transfer.ts',
        'barrier !== null && isSameKey(barrier.key, record) ?',
        'barrier !== null ?',
      ),
    ],
    tests: [reconciling],
    only: 'bound no nonce',
  },
  {
    bug: 'a person tells a transfer as not moved that left a moment ago',
    edits: [
      edit('lib/transfers/verdict/decide-transfer.ts', 'if (isUnsettled(record, sharedNow())) throw mayArrive();', ''),
    ],
    tests: [word],
    only: 'within half a minute',
  },
  {
    bug: 'the word "not moved" counts as proven by a key of another customer',
    edits: [
      edit(
        'lib/transfers/reconcile/reconcile-transfer.ts',
        ' || isContradicted(record) || !isSameKey(session, record)) return false;',
        ' || isContradicted(record)) return false;',
      ),
    ],
    tests: [reconciling],
    only: 'by the word of a person alone',
  },
  {
    bug: 'a refusal stands although the ledger has shown an entry that nobody can place',
    edits: [edit('lib/transfers/reconcile/reconcile-transfer.ts', 'if (isContradicted(record)) return false;', '')],
    tests: [reconciling],
    only: 'does not stand while',
  },
  {
    bug: 'a word that nobody can prove is taken for proven',
    edits: [edit('lib/journal/decide-entry.ts', 'if (isUnproven) return;', "if (isUnproven || why !== '') return;")],
    tests: [word],
    only: 'needs the confirmation',
  },
  {
    bug: 'a transfer that the ledger shows is told as not moved, because a person says so',
    edits: [
      edit(
        'lib/transfers/verdict/decide-transfer.ts',
        "if (seen?.look.observation.kind === 'found') throw shown(seen.look.observation.exchangeTransferId);",
        '',
      ),
    ],
    tests: [word],
    only: 'never told as not moved',
  },
];
