import { edit, type Mutation } from './mutation.ts';

const kraken = 'test/lib/exchanges/kraken';
const lists = `${kraken}/unreadable-lists.test.ts`;
const adapter = 'lib/exchanges/kraken';

/** Bugs of reading what cannot be read: a field becomes a default, an order vanishes, or one row hides all others. */
export const unreadableMutations: readonly Mutation[] = [
  {
    bug: 'a contract without a readable size is traded as a contract of one coin',
    edits: [
      edit(`${adapter}/futures/instruments.ts`, ' || positive(contractSize) === null', ''),
      edit(
        'lib/exchanges/wire/catalogue.ts',
        "return positive(contractSize) !== null && typeof inverse === 'boolean'",
        "return typeof inverse === 'boolean'",
      ),
    ],
    tests: [lists],
    only: 'the symbol is refused with a word',
  },
  {
    bug: 'a contract of an unknown type is a linear contract',
    edits: [
      edit(
        `${adapter}/futures/instruments.ts`,
        'const isInverse = settledInCoin[String(type)];',
        'const isInverse = settledInCoin[String(type)] ?? false;',
      ),
    ],
    tests: [lists],
    only: 'the symbol is refused with a word',
  },
  {
    bug: 'a spot order without a readable time is the oldest of all',
    edits: [
      edit(
        `${adapter}/spot/find-order.ts`,
        '  if (createdAt === null) throw new MalformedResponse(title, 200);\n  return createdAt;',
        '  return createdAt ?? 0;',
      ),
    ],
    tests: [`${kraken}/spot/find-order.test.ts`],
    only: 'of the time',
  },
  {
    bug: 'a position with an unreadable leverage is in cross margin',
    edits: [
      edit(`${adapter}/futures/positions.ts`, "marginMode: told === null ? 'cross' : null", "marginMode: 'cross'"),
    ],
    tests: [`${kraken}/futures/unreadable-fields.test.ts`],
    only: 'it is not known, and not cross',
  },
  {
    bug: 'a halt closes a position on a guessed side',
    edits: [
      edit(
        'lib/orders/close/closing-order.ts',
        'position.symbol !== null && position.side !== null && position.contracts !== null',
        'position.symbol !== null && position.contracts !== null',
      ),
    ],
    tests: ['test/lib/orders/halt/close-positions.test.ts'],
    only: 'is left to a person',
  },
  {
    bug: 'a position without a symbol is hidden from the list of a symbol',
    edits: [
      edit('lib/exchanges/rules/restricted.ts', '(position.symbol ?? symbol) === symbol', 'position.symbol === symbol'),
    ],
    tests: [`${kraken}/futures/unreadable-fields.test.ts`],
    only: 'because it may be in that symbol',
  },
  {
    bug: 'a futures order is absent beside an event without a readable name',
    edits: [
      edit(
        `${adapter}/futures/find-order.ts`,
        'if (!isTextOrNothing(clientId)) throw new MalformedResponse(title, 200);',
        '',
      ),
    ],
    tests: [`${kraken}/futures/unreadable-fields.test.ts`],
    only: 'beside an event of an order with',
  },
  {
    bug: 'a filled order whose execution cannot be read is canceled without a fill',
    edits: [
      edit(
        `${adapter}/futures/orders.ts`,
        '  if (!events.every(isReadable)) throw new MalformedResponse(title, 200);\n',
        '',
      ),
    ],
    tests: [`${kraken}/futures/order-entry-answers.test.ts`],
    only: 'has an unknown outcome',
  },
  {
    bug: 'a ledger without a readable number of entries ends with the first page',
    edits: [edit(`${adapter}/spot/ledger.ts`, "requiredCount(title, result, 'count')", 'Number(result.count) || 0')],
    tests: [`${kraken}/spot/unreadable-fields.test.ts`],
    only: 'is no end of the ledger',
  },
  {
    bug: 'one unreadable hour is no gap of the stored rates',
    edits: [edit('lib/ledger/rates/pull-rates.ts', ', ...gaps], stored)', '], stored)')],
    tests: ['test/lib/ledger/rates/pull-rates.test.ts'],
    only: 'is a gap, until a later pull',
  },
  {
    bug: 'an order of unknown status that was not canceled is let go of',
    edits: [edit('lib/orders/cancel/cancel-order.ts', ", 'partially_filled', 'unknown']", ", 'partially_filled']")],
    tests: ['test/lib/orders/cancel/cancel-order.test.ts'],
    only: 'lives on after its cancellation was denied',
  },
  {
    bug: 'a journal that cannot be read hides every open order',
    edits: [edit('lib/orders/read/open-orders.ts', '.catch(() => [])', '')],
    tests: ['test/lib/orders/read/open-orders.test.ts'],
    only: 'is listed as the exchange tells it',
  },
  {
    bug: 'an order elsewhere with an unreadable post-only flag may become a taker',
    edits: [
      edit(
        'lib/orders/amend/amended-order.ts',
        'postOnly: order.postOnly !== false,',
        'postOnly: order.postOnly === true,',
      ),
    ],
    tests: ['test/lib/orders/amend/amended-order.test.ts'],
    only: 'is amended as post-only',
  },
  {
    bug: 'a late answer of the table turns the shared clock',
    edits: [
      edit(
        'lib/aws/clients.ts',
        'observeTableDate(headers?.date, sentAt, Date.now())',
        'observeTableDate(headers?.date, Date.now(), Date.now())',
      ),
    ],
    tests: ['test/lib/aws/table-clock.test.ts'],
  },
  {
    bug: 'an order of Binance that a fill tells is absent without a readable time',
    edits: [
      edit(
        'lib/exchanges/binance/regular-store.ts',
        'order.clientOrderId === clientOrderId && isOfTime(title, order, since, undefined)',
        'order.clientOrderId === clientOrderId && (order.createdAt ?? 0) >= since',
      ),
    ],
    tests: ['test/lib/exchanges/binance/spot/find-order.test.ts'],
    only: 'that only a fill tells',
  },
  {
    bug: 'a figure of the unified wallet that cannot be read holds nothing',
    edits: [
      edit(
        'lib/exchanges/bybit/wallets.ts',
        'isTold(value) ? readableDecimal(value)',
        "isTold(value) ? (readableDecimal(value) ?? '0')",
      ),
    ],
    tests: ['test/lib/exchanges/bybit/wallets-and-data.test.ts'],
    only: 'cannot be read',
  },
  {
    bug: 'an order of Binance is absent beside an order whose client order id cannot be read',
    edits: [
      edit(
        'lib/exchanges/binance/regular-store.ts',
        'wanted.every(isRejected) && rows.some((row) => clientIdIn(row, key) === null)',
        'wanted.length !== wanted.length',
      ),
    ],
    tests: ['test/lib/exchanges/binance/unreadable-ids.test.ts'],
    only: 'no absence',
  },
  {
    bug: 'a rejected order of Binance is the last word beside an order whose client order id cannot be read',
    edits: [
      edit('lib/exchanges/binance/regular-store.ts', 'wanted.every(isRejected) && rows', 'wanted.length === 0 && rows'),
    ],
    tests: ['test/lib/exchanges/binance/unreadable-ids.test.ts'],
    only: 'proves no rejection',
  },
  {
    bug: 'a newer rejected order of Binance hides the accepted order of the same id',
    edits: [
      edit('lib/exchanges/binance/regular-store.ts', ' && !isRejected(named)) return', ') return'),
      edit('lib/exchanges/binance/usdm/find-algo.ts', ' && !isRefused(single))', ')'),
    ],
    tests: ['test/lib/exchanges/binance/unreadable-ids.test.ts'],
    only: 'the accepted one is found',
  },
  {
    bug: 'an order of Bybit is absent beside an order without an id in a list of our id alone',
    edits: [
      edit(
        'lib/exchanges/bybit/find-order.ts',
        "'orderLinkId' in id ? optionalText(row.orderLinkId) !== null : isTextOrNothing(row.orderLinkId)",
        "'orderLinkId' in id ? optionalText(row.orderId) !== null : isTextOrNothing(row.orderLinkId)",
      ),
    ],
    tests: ['test/lib/exchanges/bybit/find-order.test.ts'],
    only: 'rows of our id alone',
  },
];
