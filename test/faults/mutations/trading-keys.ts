import { edit, type Mutation } from './mutation.ts';

const daily = 'test/faults/daily-checks.test.ts';
const unchecked = 'test/faults/unchecked-keys.test.ts';

/** Bugs of keys that may read and not trade. */
export const tradingKeyMutations: readonly Mutation[] = [
  {
    bug: 'an order is placed with a key that nobody has checked',
    edits: [edit('lib/orders/submit/prepare-order.ts', '    await requireTradingKey(session);\n', '')],
    tests: [unchecked],
    only: 'on spot places nothing while its check is answered by http-503',
  },
  {
    bug: 'an order is amended with a key that nobody has checked',
    edits: [edit('lib/orders/amend/amend-order.ts', '  await requireTradingKey(session);\n', '')],
    tests: [unchecked],
    only: 'amends no order on spot',
  },
  {
    bug: 'money is moved with a key that nobody has checked',
    edits: [edit('lib/transfers/submit/submit-transfer.ts', '    await requireTradingKey(session);\n', '')],
    tests: [unchecked],
    only: 'moves no money',
  },
  {
    bug: 'leverage is changed with a key that nobody has checked',
    edits: [
      edit('lib/margin/margin.ts', '  await requireTradingKey(session);\n  await setLeverage', '  await setLeverage'),
    ],
    tests: [unchecked],
    only: 'changes no leverage',
  },
  {
    bug: 'a key that can withdraw trades after a check without the consent of its owner',
    edits: [
      edit(
        'lib/accounts/trading-key.ts',
        "key.canWithdraw === true && !acceptsWithdraw(key) ? 'can withdraw' : null",
        'null',
      ),
    ],
    tests: [unchecked],
    only: 'until the right is taken from the key',
  },
  {
    bug: 'an unreadable answer takes the right to withdraw from a key',
    edits: [
      edit(
        'lib/accounts/key-checked.ts',
        'canWithdraw: report.canWithdraw ?? before.canWithdraw',
        'canWithdraw: report.canWithdraw',
      ),
    ],
    tests: ['test/lib/session/check-stored-key.test.ts'],
    only: 'does not tell',
  },
  {
    bug: 'a right to withdraw that the exchange adds later counts as accepted',
    edits: [
      edit(
        'lib/accounts/key-checked.ts',
        'allowWithdraw: acceptsWithdraw(before)',
        'allowWithdraw: acceptsWithdraw(before) || report.canWithdraw === true',
      ),
    ],
    tests: ['test/lib/session/check-stored-key.test.ts'],
    only: 'added at the exchange later',
  },
  {
    bug: 'a check that nobody has answered makes a key a checked one',
    edits: [
      edit(
        'lib/session/trading-key.ts',
        'return { at, error: isUnreachable(error) ? notYet(session, error) : asDenial(session, error) };',
        "return isUnreachable(error) ? { at, checked: { ...key.credential, verification: 'verified' } } : { at, error: asDenial(session, error) };",
      ),
    ],
    tests: [unchecked],
    only: 'on swap places nothing while its check is answered by truncate',
  },
  {
    bug: 'nobody looks at a stored key again',
    edits: [
      edit(
        'lib/ledger/ingest/pull.ts',
        'await checkDueKeys(account)',
        'new Set(checkDueKeys === undefined ? [] : Object.keys(account.credentials))',
      ),
    ],
    tests: [daily],
    only: 'stops trading within a day',
  },
  {
    bug: 'a key that was never good is asked about for ever',
    edits: [edit('lib/ledger/ingest/check-keys.ts', '(failedChecks?.count ?? 0) >= mostRefusals', 'false')],
    tests: [daily],
    only: 'never accepts is asked about three times',
  },
  {
    bug: 'the ledger of a key that nobody has checked is pulled',
    edits: [
      edit(
        'lib/ledger/ingest/check-keys.ts',
        '    await noteFailure(account, slot, key, error);\n    return wasChecked;',
        '    await noteFailure(account, slot, key, error);\n    return true;',
      ),
    ],
    tests: [daily],
    only: 'never accepts is asked about three times',
  },
  {
    bug: 'a key is checked with each pull',
    edits: [edit('lib/ledger/ingest/check-keys.ts', '(checkedAt ?? setAt) + dayMs - early', '0 * early')],
    tests: [daily],
    only: 'once a day',
  },
  {
    bug: 'a key of idempotency is taken by an operation that keeps none',
    edits: [
      edit(
        'lib/http/identity.ts',
        "return method === 'GET' || safety === true;",
        "return method !== 'HEAD' || safety === true;",
      ),
    ],
    tests: ['test/lib/http/endpoint.test.ts'],
    only: 'is refused by every other operation',
  },
];
