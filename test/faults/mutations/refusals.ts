import { edit, type Mutation, promises, refusals } from './mutation.ts';

/** Bugs of what is made of a refusal, of the resolver's rounds, and of calls that outlast what they have read. */
export const refusalMutations: readonly Mutation[] = [
  {
    bug: 'the last refused nonce of an order is believed without a look',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        'refusal = await lookDespite(session, record, outcome);',
        'refusal = attempt === maxAttempts ? outcome : await lookDespite(session, record, outcome);',
      ),
    ],
    tests: [refusals],
    only: 'it was refused is told as placed',
  },
  {
    bug: 'the last refused nonce of a transfer is believed without a look',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        'const look = await lookAfterRefusal(session, record);',
        'if (attempt === maxAttempts) return outcome;\n    const look = await lookAfterRefusal(session, record);',
      ),
    ],
    tests: [refusals],
    only: 'it was refused is told as moved',
  },
  {
    bug: 'a refused withdrawal is believed without a look',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        "session.route.identity === 'none' ? unlessMoved(session, record, outcome) : outcome",
        'outcome',
      ),
    ],
    tests: [refusals],
    only: 'out of futures',
  },
  {
    bug: 'the rate limit of a transfer is final',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        "outcome.kind === 'rejected' ? 'REJECTED'",
        "outcome.kind === 'rejected' || (outcome.kind === 'notExecuted' && outcome.reason === 'rate-limit') ? 'REJECTED'",
      ),
    ],
    tests: [refusals],
    only: 'refused for its rate',
  },
  {
    bug: 'an order that is found keeps the refusal of an earlier attempt',
    edits: [edit('lib/orders/reconcile-order.ts', 'described: order, error: null }', 'described: order }')],
    tests: [refusals],
    only: 'ever after',
  },
  {
    bug: 'what a new attempt finds for a person is told to nobody',
    edits: [edit('lib/journal/run-once.ts', '  reportEntry(command.reconciliation, arrived);\n', '')],
    tests: [refusals],
    only: 'is an alarm',
  },
  {
    bug: 'one key places an order on each marketType',
    edits: [
      edit(
        'lib/orders/submit/prepare-order.ts',
        'requestIdFor(ref, idempotencyKey)',
        'requestIdFor(ref, idempotencyKey, intent.marketType)',
      ),
    ],
    tests: [refusals],
    only: 'whichever wallet',
  },
  {
    bug: 'the resolver takes a line for longer than its period',
    edits: [edit('lib/journal/resolve.ts', 'leaseMs = 45_000', 'leaseMs = 60_000')],
    tests: [promises],
    only: 'looks at a line each time',
  },
  {
    bug: 'the resolver takes one page a run',
    edits: [edit('lib/journal/resolve.ts', 'due.length < pageSize ||', 'due.length <= pageSize ||')],
    tests: [promises],
    only: 'settles in one run',
  },
  {
    bug: 'a halt waits for no order whose answer was lost',
    edits: [
      edit('lib/orders/halt/orders-in-flight.ts', 'openStates.includes(record.state)', "record.state === 'IN_FLIGHT'"),
    ],
    tests: ['test/faults/halt.test.ts'],
  },
  {
    bug: 'a halt looks for orders on their way before they must stand in the journal',
    edits: [edit('lib/orders/halt/orders-in-flight.ts', 'stateHoldsMs + 1000', '500')],
    tests: ['test/faults/halt.test.ts'],
  },
  {
    bug: 'the last refused nonce of an amendment is believed without a look',
    edits: [
      edit(
        'lib/orders/amend/send-amendment.ts',
        'const observation = await findAmendment(session, record);\n    if (observation?.kind',
        'if (attempt === maxAttempts) return refusedRecord(record, outcome);\n    const observation = await findAmendment(session, record);\n    if (observation?.kind',
      ),
    ],
    tests: [refusals],
    only: 'is told as amended',
  },
  {
    bug: 'a refused withdrawal takes the booking of a twin whose fate is open',
    edits: [
      edit(
        'lib/transfers/reconcile/attribution.ts',
        " || (record.state === 'REJECTED' && openStates.includes(identical.state))",
        '',
      ),
    ],
    tests: [refusals],
    only: 'takes no booking',
  },
  {
    bug: 'the trading state is read once, however long the order takes to leave',
    edits: [edit('lib/orders/send-guard.ts', '<= stateHoldsMs', '<= 1e9')],
    tests: ['test/faults/trading-state.test.ts'],
  },
  {
    bug: 'an order whose nonce was refused is sent again into a halt',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        'await blockBeforeSend(session.account, record, enforce)',
        'refusal === null ? await blockBeforeSend(session.account, record, enforce) : null',
      ),
    ],
    tests: ['test/faults/trading-state.test.ts'],
    only: 'end of an order',
  },
  {
    bug: 'an amendment whose nonce was refused is sent again into a halt',
    edits: [
      edit(
        'lib/orders/amend/send-amendment.ts',
        'await blockBeforeSend(session.account, record, enforce)',
        'refusal === null ? await blockBeforeSend(session.account, record, enforce) : null',
      ),
    ],
    tests: ['test/faults/trading-state.test.ts'],
    only: 'end of an amendment',
  },
  {
    bug: 'a slow rotation sets the keys of the account registered since',
    edits: [
      edit(
        'lib/accounts/change-credentials.ts',
        'const { condition, values: registration } = isOf(account);',
        "const { condition, values: registration } = { condition: 'attribute_exists(pk)', values: {} };",
      ),
    ],
    tests: ['test/faults/accounts.test.ts'],
    only: 'outlasts',
  },
  {
    bug: 'an amendment takes its turn behind a verdict that is not in the journal',
    edits: [
      edit(
        'lib/orders/amend/amend-lock.ts',
        'await lookAgain(amendmentReconciliation, session, open);\n  return (await readAmendment(open.ref, open.amendmentId)) ?? open;',
        'return lookAgain(amendmentReconciliation, session, open);',
      ),
    ],
    tests: ['test/lib/orders/amend/amend-lock.test.ts'],
  },
  {
    bug: 'an order is amended before its own verdict is in the journal',
    edits: [
      edit(
        'lib/orders/amend/amended-order.ts',
        'await resolveEntry(orderReconciliation, session, open, 0);\n  return (await readOrderRecord(open.ref, open.clientOrderId)) ?? open;',
        'return resolveEntry(orderReconciliation, session, open, 0);',
      ),
    ],
    tests: [refusals],
    only: 'whose verdict the table',
  },
  {
    bug: 'an order that has been amended is taken for another',
    edits: [
      edit(
        'lib/orders/find-order.ts',
        'return wasAmended(record.ref, record.marketType, order.exchangeOrderId);',
        'return false;',
      ),
    ],
    tests: ['test/lib/orders/submit/send-order.test.ts'],
  },
];
