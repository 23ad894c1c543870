import { edit, type Mutation, placing, promises, spot, swap } from './mutation.ts';

/** Bugs of what is said to the exchange, and of what is made of its answers. */
export const exchangeMutations: readonly Mutation[] = [
  {
    bug: 'a request is signed and sent again after a network error',
    edits: [
      edit(
        'lib/exchanges/wire/market-wire.ts',
        'return sendWith(endpoint, parameters, headers, await next());',
        "return sendWith(endpoint, parameters, headers, await next()).catch(async (error: Error) => (error.name === 'TransportError' ? sendWith(endpoint, parameters, headers, await next()) : Promise.reject(error)));",
      ),
    ],
    tests: [promises],
    only: 'an order on spot',
  },
  {
    bug: 'an order is repeated after a refused nonce without a look',
    edits: [edit('lib/exchanges/wire/market-wire.ts', "endpoint.repeat === 'never' || ", '')],
    tests: [spot],
    only: placing,
  },
  {
    bug: 'an order is looked for among open orders only',
    edits: [edit('lib/exchanges/kraken/spot/find-order.ts', "    ['ClosedOrders', 'closed'],\n", '')],
    tests: ['test/lib/exchanges/kraken/spot/find-order.test.ts'],
  },
  {
    bug: 'an order is looked for by userref',
    edits: [
      edit('lib/exchanges/kraken/spot/find-order.ts', '{ cl_ord_id: clientOrderId }),', '{ userref: clientOrderId }),'),
    ],
    tests: [promises],
    only: 'an order on spot',
  },
  {
    bug: 'an acknowledgement without an order id is acceptance',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/order-entry.ts',
        "if (typeof id !== 'string' || id === '') throw new MalformedResponse(title, 200);\n  return id;",
        'return id as string;',
      ),
    ],
    tests: [spot],
    only: placing,
  },
  {
    bug: 'a status nobody knows is acceptance',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/order-entry.ts',
        'if (!acceptedStatuses.includes(status)) throw',
        'if (/^(invalid|would|insufficient)/.test(status)) throw',
      ),
    ],
    tests: [swap],
    only: placing,
  },
  {
    bug: 'a refused copy of an order is taken for the order',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/order-events.ts',
        "orders.findLast(({ status }) => status !== 'rejected') ?? orders.at(-1)",
        'orders.at(-1)',
      ),
      edit(
        'lib/exchanges/kraken/futures/order-events.ts',
        "String(error).toUpperCase() === 'CLIENT_ORDER_ID_IN_USE'",
        'error === 0',
      ),
    ],
    tests: ['test/lib/exchanges/kraken/futures/find-order.test.ts'],
  },
  {
    bug: 'a rejected order of an id is the last word, whatever the events tell',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/find-order.ts',
        "current !== null && current.status !== 'rejected'",
        'current !== null',
      ),
    ],
    tests: ['test/lib/exchanges/kraken/futures/find-order.test.ts'],
  },
  {
    bug: 'a deadline that elapsed at the exchange is a rejection',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/errors.ts',
        "late(\n    'EService:Deadline elapsed',",
        "definite(\n    'EService:Deadline elapsed',",
      ),
    ],
    tests: [spot],
    only: placing,
  },
  {
    bug: 'the time limit of a request ends with the headers',
    edits: [
      edit(
        'lib/exchanges/wire/transport.ts',
        "call.on('response', (response) => {",
        "call.on('response', (response) => {\n      clearTimeout(timer);",
      ),
    ],
    tests: ['test/lib/exchanges/wire/transport-failures.test.ts', 'test/lib/exchanges/wire/transport-requests.test.ts'],
  },
  {
    bug: 'a connection that is older than a frozen container remembers carries an order',
    edits: [edit('lib/exchanges/wire/connections.ts', '  if (found !== undefined) closeStale(found.agent);\n', '')],
    tests: ['test/lib/exchanges/wire/connections.test.ts'],
  },
  {
    bug: 'a request on a connection that still opens counts as sent',
    edits: [edit('lib/exchanges/wire/connections.ts', 'socket.connecting || opening.has(socket)', 'socket.connecting')],
    tests: ['test/lib/exchanges/wire/connections.test.ts'],
  },
  {
    bug: 'a nonce is used twice',
    edits: [edit('lib/session/nonce-source.ts', '      given += 1;\n', '      given = 1;\n')],
    tests: [promises],
    only: 'an order on spot',
  },
  {
    bug: 'spot orders leave without a deadline',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/order-entry.ts',
        'cl_ord_id: order.clientOrderId,\n    deadline: new Date(notAfter).toISOString(),\n',
        'cl_ord_id: order.clientOrderId,\n',
      ),
    ],
    tests: [spot],
    only: placing,
  },
  {
    bug: 'futures orders leave without a deadline',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/orders.ts',
        'cliOrdId: order.clientOrderId,\n    processBefore: new Date(notAfter).toISOString(),\n',
        'cliOrdId: order.clientOrderId,\n',
      ),
    ],
    tests: [swap],
    only: placing,
  },
  {
    bug: 'an amendment leaves out that the order is post-only',
    edits: [
      edit('lib/exchanges/kraken/spot/order-entry.ts', ", ...(change.postOnly ? { post_only: 'true' } : {})", ''),
    ],
    tests: ['test/lib/exchanges/kraken/order-entry-amend.test.ts', 'test/lib/orders/amend/amend-post-only.test.ts'],
    only: 'post-only order',
  },
  {
    bug: 'an answer outside the protocol is a rejection',
    edits: [
      edit(
        'lib/exchanges/wire/failures.ts',
        "return { kind: 'unknown', error: shown };",
        "return { kind: 'rejected', error: shown };",
      ),
    ],
    tests: [promises],
    only: 'whose answer is lost',
  },
];
