import { edit, lookingUp, type Mutation, placing, spot, swap } from './mutation.ts';

const restricted = 'test/lib/exchanges/rules/restricted-orders.test.ts';
const conversions = 'test/lib/exchanges/rules/restricted-conversions.test.ts';
const elsewhere = 'test/lib/orders/find-elsewhere.test.ts';

/** Bugs that show only at an exchange with timestamps, contracts, ids of another spelling, or stop orders in a store of their own. */
export const joiningMutations: readonly Mutation[] = [
  {
    bug: 'a key with timestamps signs without a timestamp',
    edits: [edit('lib/session/open-session.ts', 'counted : uncountedNonces(key)', 'counted : null')],
    tests: ['test/conformance/made-up/trading.test.ts'],
  },
  {
    bug: 'the check of a key with timestamps signs without a timestamp',
    edits: [edit('lib/registration/check-key.ts', 'uncountedNonces(keyOf(market))', 'null')],
    tests: ['test/conformance/made-up/registration.test.ts'],
  },
  {
    bug: 'timestamps come from the local clock',
    edits: [
      edit(
        'lib/session/nonce-source.ts',
        'next: async () => String(sharedNow())',
        'next: async () => String(Date.now())',
      ),
    ],
    tests: ['test/lib/session/uncounted-nonces.test.ts'],
  },
  {
    bug: 'an amendment of a stop order is judged by the traits of regular orders',
    edits: [
      edit(
        'lib/exchanges/rules/restricted-orders.ts',
        'const traits = traitsOf(market, ref.store);',
        'const traits = market.regular;',
      ),
    ],
    tests: [restricted],
  },
  {
    bug: 'the answer to an amendment counts contracts',
    edits: [
      edit(
        'lib/exchanges/rules/restricted-orders.ts',
        'reported(await orders.amend(prepared, encoded(ref)))',
        'orders.amend(prepared, encoded(ref))',
      ),
    ],
    tests: [restricted],
  },
  {
    bug: 'several orders are canceled by our spelling of their ids',
    edits: [
      edit(
        'lib/exchanges/rules/restricted-orders.ts',
        'orders.cancelSome(refs.map(encoded))',
        'orders.cancelSome(refs)',
      ),
    ],
    tests: [restricted],
  },
  {
    bug: 'an order outside the journal is looked for among the orders of the book alone',
    edits: [edit('lib/orders/find-elsewhere.ts', 'storesOf(market).map((store)', "(['regular'] as const).map((store)")],
    tests: ['test/conformance/cases/TC-C-elsewhere.test.ts'],
    only: 'Made-Up',
  },
  {
    bug: 'an order that is gone in one store is canceled in the next without a look',
    edits: [
      edit(
        'lib/orders/cancel/cancel-order.ts',
        "isAlone ? null : await findElsewhere(session, wanted, sharedNow() - elsewhereLookBackMs, 'all')",
        'isAlone ? null : null',
      ),
    ],
    tests: [elsewhere],
  },
  {
    bug: 'an id that names an order of each store names the first',
    edits: [edit('lib/orders/find-elsewhere.ts', 'shown.length > 1 && fitting.length !== 1', 'fitting.length > 2')],
    tests: [elsewhere],
  },
  {
    bug: 'a cancellation under the wrong symbol takes the first of two orders of the name',
    edits: [edit('lib/orders/find-elsewhere.ts', 'shown.length > 1 && fitting.length !== 1', 'fitting.length > 1')],
    tests: [elsewhere],
  },
  {
    bug: 'an order outside the journal is amended under the symbol of another market',
    edits: [
      edit(
        'lib/orders/amend/amended-order.ts',
        'isUnified(order.symbol) && order.symbol !== symbol',
        'symbol === undefined',
      ),
    ],
    tests: [elsewhere],
  },
  {
    bug: 'an order outside the journal is amended among the orders of the book',
    edits: [
      edit(
        'lib/orders/amend/amended-order.ts',
        'store: order.store,\n    postOnly: order.postOnly !== false,',
        "store: 'regular',\n    postOnly: order.postOnly !== false,",
      ),
    ],
    tests: [elsewhere],
  },
  {
    bug: 'contracts of an unknown market are told as units of the base asset',
    edits: [
      edit(
        'lib/exchanges/rules/quantity.ts',
        'return market === null ? null : fromExchange(quantity, unit, market);',
        'return market === null ? quantity : fromExchange(quantity, unit, market);',
      ),
    ],
    tests: ['test/conformance/cases/TC-Q-quantities.test.ts'],
    only: 'Made-Up',
  },
  {
    bug: 'a page without a fill of an unknown market is called complete',
    edits: [edit('lib/ledger/store/coverage.ts', '...(leftOut.length === 0 ? []', '...(leftOut.length >= 0 ? []')],
    tests: ['test/lib/ledger/store/coverage.test.ts'],
  },
  {
    bug: 'an order of an unknown market leaves with its quantity unconverted',
    edits: [
      edit(
        'lib/exchanges/rules/restricted-orders.ts',
        "market.quantityUnit === 'contracts' && traded === null",
        "market.quantityUnit === 'base' && traded !== null",
      ),
    ],
    tests: [conversions],
  },
  {
    bug: 'the client order id of a fill of a stop is read by the codec of regular orders',
    edits: [edit('lib/exchanges/rules/restricted.ts', 'traitsOf(market, fill.store)', 'market.regular')],
    tests: [conversions],
  },
  {
    bug: 'a position of unknown size is closed',
    edits: [
      edit('lib/orders/halt/close-positions.ts', 'positions.filter(isClosable);', 'positions as ClosablePosition[];'),
    ],
    tests: ['test/lib/orders/halt/close-positions.test.ts'],
  },
  {
    bug: 'an order that was found is described in the units of the exchange',
    edits: [
      edit(
        'lib/exchanges/rules/restricted-orders.ts',
        "return { kind: 'found', order };",
        "return { kind: 'found', order: { ...order, quantity: found.order.quantity } };",
      ),
    ],
    tests: [swap],
    only: lookingUp,
  },
  {
    bug: 'a lost order is looked for by our spelling of its id',
    edits: [
      edit(
        'lib/exchanges/rules/restricted-orders.ts',
        'orders.find(named(ref), since, query)',
        'orders.find(ref, since, query)',
      ),
    ],
    tests: [spot],
    only: placing,
  },
  {
    bug: 'a lost stop order is looked for among regular orders',
    edits: [
      edit(
        'lib/orders/order.ts',
        'return { symbol: request.symbol, store, clientOrderId } as const;',
        "return { symbol: request.symbol, store: 'regular', clientOrderId } as const;",
      ),
    ],
    tests: [spot],
    only: placing,
  },
];
