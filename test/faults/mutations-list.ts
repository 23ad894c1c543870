/** A known bug of order placement, put back into the product's source; `tests` must then fail. */
export interface Mutation {
  readonly bug: string;
  readonly edits: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
  /** Test files, and with `only` the titles among them that are run. */
  readonly tests: readonly string[];
  readonly only?: string;
}

const edit = (file: string, find: string, replace: string) => ({ file, find, replace });
const spot = 'test/faults/exhaustive-spot.test.ts';
const swap = 'test/faults/exhaustive-swap.test.ts';
const placing = 'of the call that places an order';
const promises = 'test/faults/promises.test.ts';

export const mutations: readonly Mutation[] = [
  {
    bug: 'a request is signed and sent again after a network error',
    edits: [
      edit(
        'lib/exchanges/nonce-retry.ts',
        'if (!protocol.isRefusal(error)) throw error;',
        "if (!protocol.isRefusal(error) && (error as Error).name !== 'TransportError') throw error;",
      ),
    ],
    tests: [promises],
    only: 'an order on spot',
  },
  {
    bug: 'the key is released when a call ends without a verdict',
    edits: [
      edit(
        'lib/orders/submit-order.ts',
        'const after = await recordOf(opened, record, outcome);',
        `const after = await recordOf(opened, record, outcome);
  if (after.state === 'UNKNOWN') {
    const { DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
    const { dynamodb } = await import('../aws/clients.ts');
    const { keyOf } = await import('./order-item.ts');
    await dynamodb().send(new DeleteItemCommand({ TableName: process.env.OEMS_TABLE, Key: keyOf(record.ref, record.clientOrderId) }));
    throw new Error('no verdict');
  }`,
      ),
    ],
    tests: [swap],
    only: placing,
  },
  {
    bug: 'an order is looked for among open orders only',
    edits: [edit('lib/exchanges/kraken.ts', "      ['ClosedOrders', 'closed'],\n", '')],
    tests: [promises],
    only: 'an order on spot',
  },
  {
    bug: 'an order is looked for by userref',
    edits: [edit('lib/exchanges/kraken.ts', '{ cl_ord_id: clientOrderId }), ', '{ userref: clientOrderId }), ')],
    tests: [promises],
    only: 'an order on spot',
  },
  {
    bug: 'an acknowledgement without an order id is acceptance',
    edits: [
      edit(
        'lib/exchanges/kraken.ts',
        "if (txids.length !== 1 || typeof exchangeOrderId !== 'string' || exchangeOrderId === '')",
        'if (txids.length > 1)',
      ),
    ],
    tests: [spot],
    only: placing,
  },
  {
    bug: 'a status nobody knows is acceptance',
    edits: [
      edit(
        'lib/exchanges/kraken-futures-trading.ts',
        'if (!acceptedStatuses.includes(status)) throw',
        'if (/^(invalid|would|insufficient)/.test(status)) throw',
      ),
    ],
    tests: [swap],
    only: placing,
  },
  {
    bug: 'the time limit of a request ends with the headers',
    edits: [
      edit(
        'lib/exchanges/transport.ts',
        "call.on('response', (response) => {",
        "call.on('response', (response) => {\n      clearTimeout(timer);",
      ),
    ],
    tests: ['test/lib/exchanges/transport-failures.test.ts', 'test/lib/exchanges/transport-requests.test.ts'],
  },
  {
    bug: 'SENDING is written after the order was sent',
    edits: [
      edit(
        'lib/orders/submit-order.ts',
        'const existing = await beginOrder(record);',
        'early.set(record, await placeOnce(opened, record));\n  const existing = await beginOrder(record);',
      ),
      edit(
        'lib/orders/submit-order.ts',
        'const outcome = await placeOnce(opened, record);',
        'const outcome = early.get(record) ?? (await placeOnce(opened, record));',
      ),
      edit(
        'lib/orders/submit-order.ts',
        '/** Nonces taken with',
        'const early = new WeakMap<OrderRecord, Awaited<ReturnType<typeof placeOnce>>>();\n\n/** Nonces taken with',
      ),
    ],
    tests: [promises],
    only: 'asked for fifty times',
  },
  {
    bug: 'a nonce is used twice',
    edits: [edit('lib/accounts/nonce-source.ts', '      given += 1;\n', '      given = 1;\n')],
    tests: [promises],
    only: 'an order on spot',
  },
  {
    bug: 'spot orders leave without a deadline',
    edits: [edit('lib/exchanges/kraken-orders.ts', '    deadline: new Date(notAfter).toISOString(),\n', '')],
    tests: [spot],
    only: placing,
  },
  {
    bug: 'futures orders leave without a deadline',
    edits: [
      edit('lib/exchanges/kraken-futures-orders.ts', '    processBefore: new Date(notAfter).toISOString(),\n', ''),
    ],
    tests: [swap],
    only: placing,
  },
  {
    bug: 'the tenant is missing in the derived client order id',
    edits: [
      edit('lib/orders/client-order-id.ts', "wishId('v1', ref.tenant, ref.accountId,", "wishId('v1', ref.accountId,"),
    ],
    tests: [promises],
    only: 'own on',
  },
  {
    bug: 'the tenant is missing in the table’s key',
    edits: [edit('lib/accounts/keys.ts', 'encodeURIComponent(tenant)}#', 'itemClass}#')],
    tests: [promises, 'test/lib/orders/order-store.test.ts'],
    only: 'another tenant|another account',
  },
  {
    bug: 'absence counts before the deadline has passed',
    edits: [edit('lib/orders/look-up.ts', ' && startedAt > record.notAfter + deadlineMarginMs', '')],
    tests: [swap],
    only: placing,
  },
  {
    bug: 'absence counts without a margin for the clocks',
    edits: [edit('lib/orders/look-up.ts', 'const deadlineMarginMs = 5000;', 'const deadlineMarginMs = -3000;')],
    tests: [swap, 'test/lib/orders/look-up.test.ts'],
    only: 'of the clocks|any series',
  },
  {
    bug: 'one look-up without the order is enough',
    edits: [
      edit(
        'lib/orders/look-up.ts',
        "if (record.absentSince === null) return { ...record, state: 'UNKNOWN', absentSince: now };",
        "if (record.absentSince === null) return { ...record, state: 'NOT_PLACED' };",
      ),
    ],
    tests: ['test/lib/orders/look-up.test.ts'],
  },
  {
    bug: 'a failed look-up counts as absence',
    edits: [
      edit('lib/orders/look-up.ts', '  } catch {\n    return null;', "  } catch {\n    return { kind: 'absent' };"),
    ],
    tests: [swap],
    only: 'look-ups that all fail',
  },
  {
    bug: 'a late writer settles another attempt',
    edits: [
      edit(
        'lib/journal/journal.ts',
        "'attempt = :attempt AND lineState IN (:sending, :unknown)'",
        "'attempt <> :attempt OR lineState IN (:sending, :unknown)'",
      ),
    ],
    tests: ['test/lib/orders/order-store.test.ts'],
  },
  {
    bug: '"this id is taken" is a rejection',
    edits: [
      edit(
        'lib/orders/place-order.ts',
        "if (outcome.kind !== 'rejected' || !isTaken(outcome.error)) return outcome;",
        'if (!isTaken(outcome as never)) return outcome;',
      ),
      edit('lib/orders/place-order.ts', 'error.details.some(', 'error.details?.some('),
    ],
    tests: [swap],
    only: placing,
  },
  {
    bug: 'an answer outside the protocol is a rejection',
    edits: [
      edit(
        'lib/exchanges/ccxt-exchange.ts',
        "return { kind: 'unknown', error: shown };",
        "return { kind: 'rejected', error: shown };",
      ),
    ],
    tests: [promises],
    only: 'whose answer is lost',
  },
  {
    bug: 'a failing order of the resolver leaves the others running',
    edits: [
      edit(
        'lib/orders/resolve-orders.ts',
        'Promise.allSettled(due.map(resolveDue))',
        'Promise.all(due.map(resolveDue)).then(() => [] as PromiseSettledResult<void>[])',
      ),
    ],
    tests: [promises],
    only: 'resolver',
  },
];
