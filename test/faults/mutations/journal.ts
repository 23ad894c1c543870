import { edit, keys, type Mutation, placing, promises, spot, swap } from './mutation.ts';

const arrival = 'test/lib/orders/arrival.test.ts';
const unreadable = 'test/lib/journal/unreadable-entries.test.ts';

/** Bugs of the journal: when it is written, what it is keyed by, and what counts as a verdict. */
export const journalMutations: readonly Mutation[] = [
  {
    bug: 'the key is released when a call ends without a verdict',
    edits: [
      edit(
        'lib/journal/run-once.ts',
        'const answered = await command.send(call, record);',
        `const answered = await command.send(call, record);
  if (command.what === 'order' && answered.state === 'UNKNOWN') {
    const { DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
    const { dynamodb } = await import('../aws/clients.ts');
    const Key = command.reconciliation.journal.keyOf(record);
    await dynamodb().send(new DeleteItemCommand({ TableName: process.env.OEMS_TABLE, Key }));
    throw new Error('no verdict');
  }`,
      ),
    ],
    tests: [spot],
    only: placing,
  },
  {
    bug: 'IN_FLIGHT is written after the order was sent',
    edits: [
      edit(
        'lib/journal/run-once.ts',
        'const existing = await beginEntry(',
        "if (command.what === 'order') early.set(record, await command.send(call, record));\n  const existing = await beginEntry(",
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
    tests: [promises],
    only: 'asked for fifty times',
  },
  {
    bug: 'the tenant is missing in the derived client order id',
    edits: [
      edit(
        'lib/orders/submit/prepare-order.ts',
        'requestIdFor(ref, idempotencyKey)',
        "requestIdFor({ ...ref, tenant: '' }, idempotencyKey)",
      ),
    ],
    tests: [keys],
    only: 'own on',
  },
  {
    bug: 'the tenant is missing in the table’s key',
    edits: [edit('lib/accounts/partitions.ts', 'encodeURIComponent(tenant)}#', 'itemClass}#')],
    tests: [keys, 'test/lib/orders/order-store.test.ts'],
    only: 'another tenant|another account',
  },
  {
    bug: 'absence counts before the deadline has passed',
    edits: [edit('lib/orders/reconcile-order.ts', ' && provesAbsence(record, behindMs, startedAt, now)', '')],
    tests: [swap],
    only: placing,
  },
  {
    bug: 'absence counts without a margin for the clocks',
    edits: [edit('lib/orders/arrival.ts', 'deadline.afterMs + deadline.marginMs +', 'deadline.afterMs +')],
    tests: ['test/lib/orders/arrival.test.ts'],
  },
  {
    bug: 'one look-up without the order is enough',
    edits: [
      edit(
        'lib/journal/absence.ts',
        "if (record.absentSince === null) return { ...undecided(record, 'NOT_SHOWN'), absentSince: now };",
        "if (record.absentSince === null) return { ...record, state: 'NEVER_ARRIVED' };",
      ),
    ],
    tests: ['test/lib/orders/reconcile-order.test.ts'],
  },
  {
    bug: 'two looks right after each other prove absence',
    edits: [
      edit('lib/journal/absence.ts', 'startedAt - record.absentSince >= gapMs', 'startedAt >= record.absentSince'),
    ],
    tests: ['test/lib/orders/reconcile-order.test.ts'],
  },
  {
    bug: 'a failed look-up counts as absence',
    edits: [
      edit('lib/orders/find-order.ts', '  } catch {\n    return null;', "  } catch {\n    return { kind: 'absent' };"),
    ],
    tests: [promises],
    only: 'look-ups all fail',
  },
  {
    bug: 'a late writer settles another attempt',
    edits: [
      edit(
        'lib/journal/journal.ts',
        'const condition = `attempt = :attempt AND entryState IN',
        'const condition = `attempt <> :attempt OR entryState IN',
      ),
    ],
    tests: ['test/lib/orders/order-store.test.ts'],
  },
  {
    bug: '"this id is taken" is a rejection',
    edits: [
      edit(
        'lib/orders/submit/send-order.ts',
        "return outcome.kind === 'idTaken' || outcome.kind === 'notExecuted';",
        "return outcome.kind === 'notExecuted';",
      ),
    ],
    tests: [swap],
    only: placing,
  },
  {
    bug: 'a failing order of the resolver leaves the others running',
    edits: [
      edit(
        'lib/journal/resolve-due.ts',
        'Promise.allSettled(due.map((record) => resolveDue(how, record)))',
        'Promise.all(due.map((record) => resolveDue(how, record))).then(() => [] as PromiseSettledResult<boolean>[])',
      ),
    ],
    tests: [promises],
    only: 'resolver',
  },
  {
    bug: 'an order that no deadline limits is proven absent',
    edits: [
      edit('lib/orders/arrival.ts', 'arrivesUntil === null || now <= arrivesUntil', 'now <= (arrivesUntil ?? 0)'),
    ],
    tests: [arrival],
  },
  {
    bug: 'an order in the queue behind a gateway is absent at its deadline',
    edits: [edit('lib/orders/arrival.ts', "deadline.judged === 'gateway' ? gatewayQueueMs : 0", '0')],
    tests: [arrival],
  },
  {
    bug: 'an unfilled order that the exchange has forgotten is proven absent',
    edits: [edit('lib/orders/arrival.ts', ' && (arrival.shownUntil === null || endedAt <= arrival.shownUntil)', '')],
    tests: [arrival],
  },
  {
    bug: 'a halt cancels the orders of one market alone where two markets share a wallet',
    edits: [
      edit(
        'lib/orders/halt/cancel-everything.ts',
        'marketTypes.map((marketType) => {',
        "marketTypes.map((marketType) => {\n      const { wallet } = marketOf({ exchange, marketType: 'spot' });\n      if (marketType === 'swap' && marketOf({ exchange, marketType }).wallet === wallet)\n        return Promise.resolve({ marketType, outcome: 'done', canceled: 0, message: null } as const);",
      ),
    ],
    tests: ['test/lib/orders/halt/halt.test.ts'],
  },
  {
    bug: 'an entry of a newer release keeps every entry of its shard from a verdict',
    edits: [edit('lib/aws/readable-items.ts', 'return [];', 'throw error;')],
    tests: [unreadable],
  },
  {
    bug: 'entries of a newer release fill the page of the resolver',
    edits: [edit('lib/journal/due-entries.ts', 'if (due.length >= limit) break;', 'break;')],
    tests: [unreadable],
  },
  {
    bug: 'a lock of a newer release is taken over',
    edits: [
      edit(
        'lib/orders/amend/amendment-store.ts',
        '    requireKnownShape(error.Item);\n    const holder',
        '    const holder',
      ),
    ],
    tests: ['test/lib/orders/amend/amend-lock.test.ts'],
    only: 'newer release',
  },
  {
    bug: 'a claim of a newer release is written over',
    edits: [
      edit('lib/transfers/transfer-store.ts', ' AND shape <= :shape', ' AND (shape <= :shape OR shape > :shape)'),
    ],
    tests: ['test/lib/transfers/transfer-store.test.ts'],
    only: 'newer release',
  },
];
