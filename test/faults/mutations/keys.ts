import { edit, type Mutation } from './mutation.ts';

const taken = 'test/faults/taken-keys.test.ts';
const limited = 'test/faults/limited-keys.test.ts';
const throttled = 'test/faults/throttled.test.ts';

/** Bugs of what a key may not see, of keys that another program has taken, and of calls that would tire an exchange. */
export const keyMutations: readonly Mutation[] = [
  {
    bug: 'a revoked key leaves an order unknown, for a look that the key cannot make',
    edits: [edit('lib/orders/submit/send-order.ts', ' && !isKeyRefused(outcome);', ';')],
    tests: ['test/faults/refused-keys-table.test.ts'],
    only: 'at once and for certain',
  },
  {
    bug: 'an amendment that a revoked key refused uses up its name',
    edits: [edit('lib/orders/amend/send-amendment.ts', ' && !isKeyRefused(outcome))', ')')],
    tests: ['test/faults/refused-keys-table.test.ts'],
    only: 'refuses an amendment',
  },
  {
    bug: 'a look by a key that reads a part of the history proves an order absent',
    edits: [
      edit(
        'lib/orders/find-order.ts',
        'isSameKey(session, record) && (await readsAll(session, since, asks))',
        'isSameKey(session, record)',
      ),
    ],
    tests: [limited],
    only: 'proves no order absent',
  },
  {
    bug: 'a key that was limited within the last minute proves an order absent',
    edits: [edit('lib/orders/find-order.ts', "asks === 'now' ?", "asks === 'never' ?")],
    tests: ['test/lib/orders/key-times.test.ts'],
    only: 'limited since the last answer',
  },
  {
    bug: 'a look by a key that reads a part of the history proves a transfer absent',
    edits: [
      edit(
        'lib/transfers/reconcile/find-transfer.ts',
        "seen.kind === 'absent' && !(await readsEverythingSince(session, since))",
        'false',
      ),
    ],
    tests: [limited],
    only: 'proves no transfer absent',
  },
  {
    bug: 'a pull with a key that reads a part of the history claims the whole',
    edits: [edit('lib/ledger/ingest/pull.ts', '    await requireWholeReading(session, window);\n', '')],
    tests: ['test/faults/limited-pulls.test.ts'],
    only: 'covers nothing more',
  },
  {
    bug: 'limits in time are read in one spelling',
    edits: [
      edit('lib/exchanges/kraken/spot/key-check.ts', 'info.queryTo ?? info.query_to', "info.queryTo ?? '0'"),
      edit('lib/exchanges/kraken/spot/key-check.ts', 'info.queryFrom ?? info.query_from', "info.queryFrom ?? '0'"),
    ],
    tests: [limited],
    only: 'snake',
  },
  {
    bug: 'a key that reads a part of the history is registered',
    edits: [edit('lib/session/key-rules.ts', '  refuseLimited(title, report);\n', '')],
    tests: [limited],
    only: 'refuses a key that reads',
  },
  {
    bug: 'an order that the key may not see is called pending',
    edits: [
      edit(
        'lib/orders/order-view.ts',
        "(isUnseen ? 'unknown' : statusByState[record.state])",
        'statusByState[record.state]',
      ),
    ],
    tests: [limited],
    only: 'never calls a filled order pending',
  },
  {
    bug: 'a key that another program has taken is asked again by every call',
    edits: [edit('lib/exchanges/wire/market-wire.ts', '    refuseWhileTaken(nonces);\n', '')],
    tests: [taken],
    only: 'the next calls none',
  },
  {
    bug: 'each unknown symbol asks the exchange for its listings anew while the exchange is away',
    edits: [edit('lib/session/whole-catalogue.ts', '  memory.searchedAt = Date.now();\n', '')],
    tests: ['test/lib/session/markets.test.ts'],
    only: 'a search that failed',
  },
  {
    bug: 'a container does not hear that another has met a taken key',
    edits: [edit('lib/session/key-holds.ts', "hold?.why === 'taken'", 'hold?.why === undefined')],
    tests: [taken],
    only: 'by another container',
  },
  {
    bug: 'a container does not hear that another has met a lockout, and makes the lockout longer',
    edits: [edit('lib/session/key-holds.ts', "hold?.why === 'locked out'", 'hold?.why === undefined')],
    tests: [throttled],
    only: 'by another container',
  },
  {
    bug: 'the job looks again and again before the moment that the exchange has told',
    edits: [
      edit(
        'lib/journal/resolve.ts',
        'const isRefused = endOfLimit(session) > sharedNow();',
        'const isRefused = false;',
      ),
      edit(
        'lib/journal/resolve.ts',
        'Math.max(nextLookAt(how, { before: record, seen }, now, round), limitEnds)',
        'nextLookAt(how, { before: record, seen }, now, round)',
      ),
    ],
    tests: [throttled],
    only: 'looks are throttled',
  },
  {
    bug: 'refusals by our own calls are taken for refusals by another program',
    edits: [edit('lib/exchanges/wire/nonce-retry.ts', 'BigInt(await nonces.next()) === BigInt(refused) + 1n', 'true')],
    tests: ['test/lib/exchanges/wire/nonce-retry.test.ts'],
  },
  {
    bug: 'a key that is set again counts as another key: a refused name could never be used again',
    edits: [edit('lib/journal/entry.ts', ' || (keyId !== undefined && keyId === record.keyId)', '')],
    tests: [taken],
    only: 'takes the order of the refused name',
  },
  {
    bug: 'an order without a name on a taken key is told as not executed, although a copy was executed',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        "return isNamed ? { kind: 'notExecuted', reason: 'nonce', error } : { kind: 'unknown', error };",
        "return { kind: 'notExecuted', reason: 'nonce', error };",
      ),
    ],
    tests: [taken],
    only: 'copy of an order without a name',
  },
  {
    bug: 'a transfer without a name on a taken key is told as not executed',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        "return isNamed ? { ...refusal, error: told } : { kind: 'unknown', error: told };",
        'return { ...refusal, error: told };',
      ),
    ],
    tests: [taken],
    only: 'without a name stays open, because',
  },
  {
    bug: 'an order on a taken key is left without a verdict',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        'isNonce(refusal) && isTaken(session.keyVersion)',
        'isNonce(refusal) && false',
      ),
    ],
    tests: [taken],
    only: 'for certain',
  },
  {
    bug: 'a key stays taken after it was set again',
    edits: [edit('lib/session/nonce-source.ts', 'ref.credentials?.[slot]?.version', 'ref.accountId')],
    tests: [taken],
    only: 'works again',
  },
];
