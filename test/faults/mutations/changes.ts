import { amendSpot, cancelAllSpot, changes, changing, edit, type Mutation } from './mutation.ts';

const acknowledged = 'test/lib/orders/amend/acknowledged.test.ts';

/** Bugs of amendments and of the cancellation of all orders. */
export const changeMutations: readonly Mutation[] = [
  {
    bug: 'an amendment is journaled after it was sent',
    edits: [
      edit(
        'lib/journal/run-once.ts',
        'const existing = await beginEntry(',
        "if (command.what === 'amendment') early.set(record, await command.send(call, record));\n  const existing = await beginEntry(",
      ),
      edit(
        'lib/journal/run-once.ts',
        'const answered = await command.send(call, record);',
        'const answered = (early.get(record) as R | undefined) ?? (await command.send(call, record));',
      ),
      edit(
        'lib/journal/run-once.ts',
        '/** Every end is written down.',
        'const early = new WeakMap<object, unknown>();\n\n/** Every end is written down.',
      ),
    ],
    tests: [changes],
    only: 'asked for ten times',
  },
  {
    bug: 'a second amendment overtakes one of open fate',
    edits: [
      edit(
        'lib/orders/amend/amend-lock.ts',
        'if (openStates.includes(ahead.state)) return',
        "if (ahead.state === ('' as never)) return",
      ),
    ],
    tests: [changes],
    only: 'does not overtake',
  },
  {
    bug: 'an amendment that was only seen makes way while a copy of it may arrive',
    edits: [
      edit('lib/orders/amend/amend-lock.ts', "ahead.state === 'ACCEPTED' && !ahead.isAcknowledged && ", 'false && '),
    ],
    tests: [changes],
    only: 'repeats what the order says',
  },
  {
    bug: 'an acknowledged amendment is told as done while the order shows its old terms',
    edits: [
      edit('lib/orders/amend/acknowledged.ts', "if (observation?.kind === 'notShown') return true;", ''),
      edit(
        'lib/orders/amend/acknowledged.ts',
        "observation?.kind === 'ended' && !isEndOf(change, observation)",
        'false',
      ),
    ],
    tests: [acknowledged],
    only: 'stays open, and tells why',
  },
  {
    bug: 'an acknowledged amendment that is carried out after its deadline is told as not applied',
    edits: [
      edit(
        'lib/orders/amend/acknowledged.ts',
        'Math.max(arrivesUntil, sharedNow() + gatewayQueueMs)',
        'arrivesUntil + 0 * gatewayQueueMs',
      ),
    ],
    tests: [acknowledged],
    only: 'stays open, and tells why',
  },
  {
    bug: 'the turn is taken from whoever has it',
    edits: [
      edit(
        'lib/orders/amend/amendment-store.ts',
        "ConditionExpression: 'attempt = :previous'",
        "ConditionExpression: 'attempt <> :previous OR attempt = :previous'",
      ),
    ],
    tests: ['test/lib/orders/amend/amend-lock.test.ts'],
  },
  {
    bug: 'spot amendments leave without a deadline',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/order-entry.ts',
        '{ trigger_price: change.stopPrice }),\n    deadline: new Date(notAfter).toISOString(),\n',
        '{ trigger_price: change.stopPrice }),\n',
      ),
    ],
    tests: [amendSpot],
    only: changing,
  },
  {
    bug: 'futures amendments leave without a deadline',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/orders.ts',
        '{ stopPrice: change.stopPrice }),\n    processBefore: new Date(notAfter).toISOString(),\n',
        '{ stopPrice: change.stopPrice }),\n',
      ),
    ],
    tests: ['test/faults/exhaustive-amend-swap.test.ts'],
    only: changing,
  },
  {
    bug: 'a futures amendment sets what is left to fill',
    edits: [edit('lib/exchanges/kraken/futures/orders.ts', ", qtyMode: 'ABSOLUTE'", '')],
    tests: ['test/lib/exchanges/kraken/order-entry-amend.test.ts'],
  },
  {
    bug: 'an amendment is repeated after a refused nonce without a look',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/endpoints.ts',
        "unrepeatedCall('POST', 'AmendOrder')",
        "signedCall('POST', 'AmendOrder')",
      ),
    ],
    tests: [amendSpot],
    only: changing,
  },
  {
    bug: 'a lost amendment is told as not applied before its deadline',
    edits: [
      edit('lib/orders/amend/reconcile-amendment.ts', ' || !provesAbsence(record, behindMs, startedAt, now)', ''),
    ],
    tests: [amendSpot],
    only: changing,
  },
  {
    bug: 'an unknown cancel-all is sent again whole',
    edits: [
      edit(
        'lib/orders/cancel/reconcile-cancel-all.ts',
        'return afterCancel(await cancelRemaining(session, record), sharedNow());',
        `const whole = async (): Promise<CancelAllRecord> => {
    const canceled = await session.orders.cancelAll();
    return { ...record, state: 'ACCEPTED', canceled };
  };
  return afterCancel(await whole().catch(() => record), sharedNow());`,
      ),
    ],
    tests: [changes],
    only: 'nothing placed since',
  },
  {
    bug: 'the resolver cancels whatever is open by then',
    edits: [
      edit(
        'lib/orders/cancel/reconcile-cancel-all.ts',
        'await cancelRemaining(session, record)',
        'await cancelRemaining(session, { ...record, remaining: await session.orders.open() })',
      ),
    ],
    tests: [changes],
    only: 'nothing placed since',
  },
  {
    bug: 'a cancel-all is journaled after it has canceled',
    edits: [
      edit(
        'lib/journal/run-once.ts',
        'const existing = await beginEntry(',
        "if (command.what === 'cancellation') await command.send(call, record);\n  const existing = await beginEntry(",
      ),
    ],
    tests: [changes],
    only: 'leaves what was placed since',
  },
  {
    bug: 'a cancel-all is done when a cancellation got no answer',
    edits: [
      edit(
        'lib/orders/cancel/cancel-remaining.ts',
        "if (outcome === null) ends.push('unread');",
        "if (outcome === null) ends.push('ended');",
      ),
    ],
    tests: [cancelAllSpot],
    only: changing,
  },
  {
    bug: 'a cancellation without a count is an order that is gone',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/order-entry.ts',
        "requiredCount(title, result, 'count') > 0 ?",
        'Number(result.count) > 0 ?',
      ),
    ],
    tests: ['test/lib/exchanges/kraken/order-entry-cancel.test.ts'],
  },
  {
    bug: 'a batch of which some were canceled is canceled whole',
    edits: [edit('lib/exchanges/kraken/spot/cancel.ts', 'count === ids.length && ', 'count > 0 && ')],
    tests: ['test/lib/exchanges/kraken/order-entry-cancel.test.ts'],
  },
  {
    bug: 'a rotated key cancels, and tells of amendments, as the old one',
    edits: [
      edit('lib/journal/entry.ts', 'return keyVersion === record.credentialVersion ||', "return keyVersion !== '' ||"),
    ],
    tests: ['test/lib/orders/cancel/cancel-remaining.test.ts', 'test/lib/orders/amend/find-amendment.test.ts'],
    only: 'rotated key',
  },
  {
    bug: 'a refused change hides that the exchange has canceled the order',
    edits: [
      edit(
        'lib/orders/amend/send-amendment.ts',
        'return endedWithRefusal(record, outcome, observation, startedAt);',
        'return null;',
      ),
    ],
    tests: ['test/lib/orders/amend/amend-post-only.test.ts'],
    only: 'told and journaled as canceled',
  },
  {
    bug: 'a term that the order does not have is sent as a change, and no look can tell the refusal',
    edits: [edit('lib/orders/amend/amend-order.ts', '  denyLackingTerms(amended, change);\n', '')],
    tests: ['test/e2e/answers-everywhere.test.ts'],
    only: 'a stop price for a limit order',
  },
];
