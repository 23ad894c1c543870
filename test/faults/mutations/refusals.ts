import { edit, type Mutation, promises, refusals } from './mutation.ts';

const sending = 'test/lib/orders/submit/send-order.test.ts';

/** Bugs of what is made of a refusal, of the resolver's rounds, and of calls that outlast what they have read. */
export const refusalMutations: readonly Mutation[] = [
  {
    bug: 'the order of another account with the key is taken for the order that was sent',
    edits: [
      edit(
        'lib/orders/find-own.ts',
        'const rivals = await rivalsOf(session, record);',
        'const rivals: Rivals = { placed: [], unclear: [] };',
      ),
    ],
    tests: ['test/lib/orders/placed-elsewhere.test.ts'],
  },
  {
    bug: 'the order of another account is proof that no order of this account bears the id',
    edits: [
      edit(
        'lib/orders/find-own.ts',
        'const own = except.length === 0 ? found : await',
        "const own = except.length === 0 ? found : except.includes(found.order.exchangeOrderId) ? { kind: 'absent' as const } : await",
      ),
    ],
    tests: ['test/lib/orders/placed-elsewhere.test.ts'],
    only: 'is found behind',
  },
  {
    bug: 'an order is believed while two accounts look for one order',
    edits: [edit('lib/orders/find-own.ts', 'unclear.some((rival) => isSameOrder(rival.request, order))', 'false')],
    tests: ['test/lib/orders/placed-elsewhere.test.ts'],
  },
  {
    bug: 'an order that another account has not been told apart from is taken for the order of that account',
    edits: [
      edit('lib/orders/placed-elsewhere.ts', 'isSettled(rival) && rival.exchangeOrderId', 'rival.exchangeOrderId'),
    ],
    tests: ['test/lib/orders/placed-elsewhere.test.ts'],
  },
  {
    bug: 'a cancellation by an id that two accounts have used cancels the order of the other account',
    edits: [
      edit(
        'lib/orders/cancel/cancel-order.ts',
        'return placed.length > 0 || unclear.length > 0;',
        'return placed === unclear;',
      ),
    ],
    tests: ['test/lib/orders/cancel/shared-ids.test.ts'],
  },
  {
    bug: 'a person gives the order of one account to a second account',
    edits: [
      edit('lib/orders/verdict/decide-order.ts', '  await requireNoRival(session, record, exchangeOrderId);\n', ''),
    ],
    tests: ['test/lib/orders/verdict/decide-order.test.ts'],
  },
  {
    bug: 'an order that a list of open orders has left out is told as closed',
    edits: [
      edit(
        'lib/orders/cancel/plan-cancels.ts',
        '!meant.every(({ order }) => isOver(order.status))',
        'meant.length === 0',
      ),
    ],
    tests: ['test/lib/orders/cancel/plan-cancels.test.ts'],
    only: 'may be open where',
  },
  {
    bug: 'a look takes an order that is not wanted for the wanted order',
    edits: [edit('lib/exchanges/kraken/spot/find-order.ts', ' && !except.includes(one.exchangeOrderId)', '')],
    tests: ['test/conformance/cases/TC-I-client-ids.test.ts'],
    only: 'passes over',
  },
  {
    bug: 'the order that an unwanted stop has become is taken for the wanted stop',
    edits: [edit('lib/exchanges/binance/usdm/find-algo.ts', 'except: passedOver(rows, single, except) }', 'except }')],
    tests: ['test/conformance/cases/TC-I-client-ids.test.ts'],
    only: 'that has fired',
  },
  {
    bug: 'an order of an earlier time is taken for the order that was sent',
    edits: [
      edit(
        'lib/orders/placed-elsewhere.ts',
        'return createdAt !== null && createdAt < sentFrom;',
        'return createdAt !== null && createdAt < 0 * sentFrom;',
      ),
    ],
    tests: ['test/lib/orders/placed-elsewhere.test.ts'],
  },
  {
    bug: 'a copy of the first attempt is refused as an order of an earlier time',
    edits: [
      edit(
        'lib/journal/run-once.ts',
        'firstSentAt: existing.firstSentAt ?? existing.sentAt',
        'firstSentAt: existing.firstSentAt',
      ),
    ],
    tests: ['test/lib/orders/submit/submit-order.test.ts'],
  },
  {
    bug: 'a key that another program has taken is tried again and again',
    edits: [edit('lib/exchanges/wire/nonce-retry.ts', 'const until = noteTaken(keyVersion);', 'const until = 0;')],
    tests: ['test/lib/exchanges/wire/nonce-retry.test.ts'],
  },
  {
    bug: 'after a leap a nonce from before the leap is handed out',
    edits: [edit('lib/session/nonce-source.ts', '      given = Math.max(given, taken?.count ?? 0);\n', '')],
    tests: ['test/lib/session/counted-nonces.test.ts'],
  },
  {
    bug: 'the last refused nonce of an order is believed without a look',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        'refusal = await lookDespite({ session, isNamed }, record, outcome);',
        'refusal = attempt === maxAttempts ? outcome : await lookDespite({ session, isNamed }, record, outcome);',
      ),
    ],
    tests: [refusals],
    only: 'it was refused is told as placed',
  },
  {
    bug: 'a transfer is sent again when the ledger does not show the first copy yet',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        "return { kind: 'unknown', error: refusal.error };",
        "return look?.observation.kind === 'absent' ? attemptTransfer(session, record) : { kind: 'unknown', error: refusal.error };",
      ),
    ],
    tests: [refusals],
    only: 'behind a copy that moved the money',
  },
  {
    bug: 'a transfer is sent again soon after a refusal, on the word of a ledger that is behind',
    edits: [
      edit(
        'lib/transfers/reconcile/reconcile-transfer.ts',
        '  if (isUnsettled(record, look.startedAt)) return false;\n  return session.route.identity !==',
        '  return session.route.identity !==',
      ),
    ],
    tests: ['test/lib/transfers/reconcile/reconcile-transfer.test.ts'],
  },
  {
    bug: 'two looks within three seconds prove that a transfer never arrived',
    edits: [
      edit('lib/transfers/reconcile/reconcile-transfer.ts', 'const lookGapMs = 12_000;', 'const lookGapMs = 3000;'),
    ],
    tests: ['test/lib/transfers/faults.test.ts'],
    only: 'the ledger is late',
  },
  {
    bug: 'a rejection is believed although a first copy may have closed the position',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        'if (isByState(outcome)) return !hasNonces(key) && !isKeyRefused(outcome);',
        'if (isByState(outcome)) return false;',
      ),
    ],
    tests: [refusals],
    only: 'for want of a position',
  },
  {
    bug: 'a quick look is believed although it ended when the order may have been forgotten',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        'isLive || isRecent(session, record) ? found :',
        'isLive || !isLive ? found :',
      ),
    ],
    tests: [sending],
  },
  {
    bug: 'a late quick look that shows the refused copy alone is believed',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        "const isLive = found?.kind === 'found' && found.order.status !== 'rejected';",
        "const isLive = found?.kind === 'found';",
      ),
    ],
    tests: [refusals],
    only: 'showed the refused copy alone',
  },
  {
    bug: 'a quick look is asked although its answer would come too late',
    edits: [
      edit('lib/orders/submit/send-order.ts', '!isRecent(session, record, lookMs)', '!isRecent(session, record)'),
    ],
    tests: [sending],
  },
  {
    bug: 'a refused timestamp is sent again while the first bytes may become valid',
    edits: [edit('lib/orders/submit/send-order.ts', '|| !hasNonces(session.key) ', '')],
    tests: [sending],
  },
  {
    bug: 'an unspent nonce is taken to keep a copy out',
    edits: [edit('lib/orders/submit/submit-order.ts', " && existing.error?.code === 'NONCE_REJECTED'", '')],
    tests: [refusals],
    only: 'behind a lockout',
  },
  {
    bug: 'the look before a second sending counts from its end',
    edits: [
      edit(
        'lib/orders/submit/submit-order.ts',
        'admitsNoCopy(session, existing, startedAt)',
        'admitsNoCopy(session, existing, sharedNow())',
      ),
    ],
    tests: ['test/lib/orders/submit/submit-order.test.ts'],
  },
  {
    bug: 'an amendment is refused for good on the word of histories that are behind',
    edits: [edit('lib/orders/amend/send-amendment.ts', ' || provesNothing(observation, record, isJournaled)', '')],
    tests: [refusals],
    only: 'that filled the order',
  },
  {
    bug: 'an amendment is refused for good beside a description without the changed term',
    edits: [
      edit('lib/orders/amend/send-amendment.ts', ' || (!isOver(order.status) && lacksTerm(order, change))', ''),
      edit('lib/orders/amend/send-amendment.ts', 'findAmendment, lacksTerm, type', 'findAmendment, type'),
    ],
    tests: ['test/lib/orders/amend/refused-amendment.test.ts'],
    only: 'stays open',
  },
  {
    bug: 'a failure of KMS or the table before the first byte does not say that nothing was sent',
    edits: [edit('lib/http/endpoint.ts', '!changesAtExchange(route, id)', 'changesAtExchange(route, id)')],
    tests: ['test/lib/http/unsent.test.ts'],
    only: 'before anything has left',
  },
  {
    bug: 'a repeated call that could not read the journal says that nothing was sent',
    edits: [edit('lib/http/endpoint.ts', 'failed before this call could send anything', 'failed; nothing was sent')],
    tests: ['test/lib/http/unsent.test.ts'],
    only: 'before anything has left',
  },
  {
    bug: 'a failure after the first byte says that nothing was sent',
    edits: [edit('lib/http/endpoint.ts', 'call.sent.isTrue || ', '')],
    tests: ['test/lib/http/unsent.test.ts'],
    only: 'after a request has left',
  },
  {
    bug: 'an amendment without a deadline gives its lock up at once',
    edits: [edit('lib/orders/amend/amend-lock.ts', 'ahead.sentAt + reviewAfterMs', 'ahead.sentAt')],
    tests: ['test/lib/orders/amend/amend-lock.test.ts'],
  },
  {
    bug: 'an order is sent again while a copy of the refused request may still arrive',
    edits: [
      edit('lib/orders/submit/submit-order.ts', 'if (existing.arrivesUntil !== null) return false;', 'return true;'),
    ],
    tests: ['test/lib/orders/submit/submit-order.test.ts'],
  },
  {
    bug: 'a refused withdrawal is believed without a look',
    edits: [
      edit(
        'lib/transfers/submit/send-transfer.ts',
        'isBelieved(session, outcome) ? outcome : unlessMoved(session, record, outcome)',
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
    edits: [edit('lib/orders/reconcile-order.ts', 'described, describedAt, error: null }', 'described, describedAt }')],
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
    edits: [edit('lib/journal/resolve-due.ts', 'due.length < pageSize ||', 'due.length <= pageSize ||')],
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
        '    const observation = await findAmendment(session, record);\n    if (observation === null && isTaken',
        '    if (attempt === maxAttempts) return refusedRecord(record, outcome);\n    const observation = await findAmendment(session, record);\n    if (observation === null && isTaken',
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
        "record.state === 'REJECTED' || record.isRefused === true",
        'record.isRefused === true',
      ),
    ],
    tests: ['test/lib/transfers/reconcile/attribution.test.ts'],
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
  {
    bug: 'a repetition of a refused order is told as trouble of the exchange while a copy may be on its way',
    edits: [
      edit(
        'lib/journal/cannot-resubmit.ts',
        'isUnderSameKey && refusal !== null',
        'isUnderSameKey && refusal === undefined',
      ),
    ],
    tests: ['test/lib/orders/submit/submit-order.test.ts'],
    only: 'repeats the refusal',
  },
  {
    bug: 'a call after a slow start of its container answers when the gateway has given up',
    edits: [edit('lib/http/endpoint.ts', ' gatewayMs - wayBackMs - startOf(event),', ' gatewayMs - wayBackMs,')],
    tests: ['test/lib/http/endpoint.test.ts'],
    only: 'took to start',
  },
];
