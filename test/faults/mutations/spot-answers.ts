import { edit, type Mutation } from './mutation.ts';

const described = ['test/lib/exchanges/kraken/spot/described-orders.test.ts'];
const unreadable = ['test/lib/exchanges/kraken/spot/unreadable-fields.test.ts'];
const onePerSymbol = ['test/lib/exchanges/wire/one-per-symbol.test.ts'];

/** Bugs of what is made of Kraken Spot's answers, and of a symbol that fits two markets. */
export const spotAnswerMutations: readonly Mutation[] = [
  {
    bug: 'a closed order that lacks its last unit is canceled',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/described-orders.ts',
        "return hasTraded(row) ? 'filled' : 'canceled';",
        "return hasTraded(row) && notNegative(row.vol_exec) === notNegative(row.vol) ? 'filled' : 'canceled';",
      ),
    ],
    tests: described,
    only: 'lacks its last unit',
  },
  {
    bug: 'a canceled order that lacks its last unit was canceled',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/described-orders.ts',
        "status === 'closed' || (status === 'canceled' && isInsignificant(row))",
        "status === 'closed'",
      ),
    ],
    tests: described,
    only: 'lacks its last unit',
  },
  {
    bug: 'an order in dollars is told in coins',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/described-orders.ts',
        'isInQuote(row) ? amountsInQuote(row) : amountsInBase(row)',
        'amountsInBase(row)',
      ),
    ],
    tests: described,
    only: 'in the quote currency',
  },
  {
    bug: 'an order in dollars is taken for an order of this service',
    edits: [edit('lib/orders/same-order.ts', 'order.isInQuote !== true &&\n', '')],
    tests: described,
    only: 'never an order of this service',
  },
  {
    bug: 'an amendment in coins changes an order in dollars',
    edits: [edit('lib/orders/amend/amended-order.ts', '  requireBaseUnits(session, intent, order);\n', '')],
    tests: ['test/lib/orders/find-elsewhere.test.ts'],
    only: 'counts the quote currency',
  },
  {
    bug: 'one unreadable amount fails the list',
    edits: [
      edit(
        'lib/exchanges/wire/readers.ts',
        "typeof text === 'string' && decimalForm.test(text) ? new Decimal(text).toFixed() : null",
        "typeof text === 'string' ? new Decimal(text).toFixed() : null",
      ),
    ],
    tests: described,
    only: 'is told as',
  },
  {
    bug: 'an unreadable fill vanishes',
    edits: [edit('lib/exchanges/rules/restricted.ts', '[...(page.leftOut ?? []), ...uncounted]', '[...uncounted]')],
    tests: unreadable,
    only: 'is a gap of the page',
  },
  {
    bug: 'the ended orders are read before the open ones, and an order that ends in between is absent',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/find-order.ts',
        "    ['OpenOrders', 'open'],\n    ['ClosedOrders', 'closed'],\n",
        "    ['ClosedOrders', 'closed'],\n    ['OpenOrders', 'open'],\n",
      ),
    ],
    tests: ['test/lib/exchanges/kraken/spot/find-order.test.ts'],
    only: 'ends while the lists are read',
  },
  {
    bug: 'an order is absent beside a fill that cannot be read',
    edits: [edit('lib/exchanges/kraken/spot/market-data.ts', ' || leftOut.length > 0', '')],
    tests: unreadable,
    only: 'is not absent beside',
  },
  {
    bug: 'a booking without a readable time proves that nothing was moved',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/transfers.ts',
        'time: time === null ? null : time >= since,',
        'time: time !== null && time >= since,',
      ),
    ],
    tests: unreadable,
    only: 'proves no absence',
  },
  {
    bug: 'an unreadable hold is nothing',
    edits: [
      edit('lib/exchanges/kraken/spot/wallets.ts', "? '0' : notNegative(told);", "? '0' : (notNegative(told) ?? '0');"),
    ],
    tests: unreadable,
    only: 'nothing of a balance',
  },
  {
    bug: 'the last of two markets with one symbol takes the orders',
    edits: [
      edit(
        'lib/exchanges/wire/one-per-symbol.ts',
        'return more.length === 0 ? only : null;',
        'return group.at(-1) ?? (more.length === 0 ? only : null);',
      ),
    ],
    tests: onePerSymbol,
  },
  {
    bug: 'a contract in euros alone is traded as the contract in dollars',
    edits: [edit('lib/exchanges/wire/one-per-symbol.ts', 'confirms(entry) !== false', "entry.id !== ''")],
    tests: onePerSymbol,
    only: 'does not take them alone either',
  },
  {
    bug: 'a stored catalogue of an earlier release brings the second market back',
    edits: [edit('lib/session/markets-store.ts', 'const catalogueShape = 3;', 'const catalogueShape = 1;')],
    tests: ['test/lib/session/twins.test.ts'],
    only: 'earlier release',
  },
  {
    bug: 'the name of a coin at the exchange buys another coin',
    edits: [
      edit('lib/exchanges/kraken/spot/coin-names.ts', "{ LUNA2: 'LUNA2', REPV2: 'REPV2' } as const", '{}'),
      edit('lib/exchanges/kraken/spot/coin-names.ts', '...refused, ...ambiguousSymbols(catalogue)', '...refused'),
    ],
    tests: ['test/lib/exchanges/kraken/spot/coin-names.test.ts'],
    only: 'buys nothing',
  },
  {
    bug: 'a refusal beside the id of an order is final',
    edits: [edit('lib/exchanges/wire/several-refusals.ts', '`beside an id: ', '`')],
    tests: ['test/lib/exchanges/refusal-beside-id.test.ts'],
  },
  {
    bug: 'a filled order of Kraken Futures that ends as a cancellation is canceled',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/order-events.ts',
        'optionalText(reason) === null || /full_?fill/i.test(String(reason))',
        'String(reason).length < 0',
      ),
    ],
    tests: ['test/lib/exchanges/kraken/futures/order-events.test.ts'],
  },
  {
    bug: 'a second name of a coin in the account log proves that nothing was moved',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/symbols.ts',
        "XDG: 'DOGE', XXBT: 'BTC', XXDG: 'DOGE' } as const",
        "XXBT: 'BTC' } as const",
      ),
    ],
    tests: ['test/lib/exchanges/kraken/futures/transfers.test.ts'],
  },
  {
    bug: 'a tokenized asset is ordered without its asset class',
    edits: [
      edit('lib/exchanges/kraken/spot/module.ts', "if (info.aclass_base === 'tokenized_asset') return false;", ''),
    ],
    tests: ['test/lib/exchanges/kraken/spot/coin-names.test.ts'],
    only: 'in capitals',
  },
  {
    bug: 'a refused range of a history with a blank in its code is the refusal of an order',
    edits: [
      edit(
        'lib/exchanges/wire/refused-with.ts',
        'plain(exchangeCode).startsWith(plain(match))',
        'exchangeCode.startsWith(plain(match) === match ? plain(match) : match)',
      ),
    ],
    tests: ['test/lib/exchanges/kraken/spot/read-history.test.ts', 'test/lib/exchanges/kraken/spot/order-ids.test.ts'],
  },
];
