import { edit, type Mutation } from './mutation.ts';

const pull = 'lib/ledger/fills/pull-fills.ts';
const tests = ['test/faults/pulls-fills-table.test.ts'];
const days = 'lib/ledger/fills/balance-days.ts';
const named = ['test/lib/ledger/orders/name-orders.test.ts'];
const filled = ['test/lib/ledger/orders/fills-of-trades.test.ts'];
const changes = ['test/lib/ledger/reports/balance-changes.test.ts'];
const progress = ['test/lib/ledger/fills/next-symbol.test.ts'];

/** Bugs of the pulls of fills: a fill that is lost, or told as the fill of another customer. */
export const fillsMutations: readonly Mutation[] = [
  {
    bug: 'the progress of pulled fills is written before the fills',
    edits: [
      edit(
        pull,
        '    await storeFills(name, answer);\n    cursor = afterAnswer(cursor, symbol, answer, askedAt);',
        '    cursor = afterAnswer(cursor, symbol, answer, askedAt);\n    if (!(await save(pull, succeeded(cursor)))) return;\n    cursor = { ...cursor, version: pull.cursor.version };\n    await storeFills(name, answer);',
      ),
    ],
    tests,
    only: 'two days',
  },
  {
    bug: 'the order of a trade is the order of a trade in another symbol',
    edits: [edit('lib/ledger/orders/name-orders.ts', ' && (symbol === null || each.symbol === symbol)', '')],
    tests: named,
  },
  {
    bug: 'a trade takes the side and the quantity of another trade',
    edits: [
      edit(
        'lib/ledger/orders/name-orders.ts',
        'const { side, quantity, price } = fill;',
        'const { side, quantity, price } = fills[0] ?? fill;',
      ),
    ],
    tests: filled,
  },
  {
    bug: 'an entry takes one of the two fills of orders that traded with each other',
    edits: [edit('lib/ledger/orders/name-orders.ts', ' || same.some((each) => each.orderId !== orderId)', '')],
    tests: filled,
  },
  {
    bug: 'the other fill of a trade is in the next answer and is not looked at',
    edits: [edit('lib/ledger/orders/name-orders.ts', 'next === null ? [] : fills.filter', 'true ? [] : fills.filter')],
    tests: filled,
  },
  {
    bug: 'an entry gets the fill of another order than its own',
    edits: [edit('lib/ledger/store/ledger-store.ts', ' OR entry.orderId = :order)', ' OR attribute_exists(pk))')],
    tests: filled,
  },
  {
    bug: 'each entry of a trade shows the quantity',
    edits: [
      edit(
        'lib/ledger/reports/trade-facts.ts',
        'first === entry ? fill.quantity : null',
        'first === undefined ? null : fill.quantity',
      ),
    ],
    tests: ['test/lib/ledger/reports/trade-facts.test.ts'],
  },
  {
    bug: 'a trade of another symbol with the same id takes the quantity away',
    edits: [edit('lib/ledger/reports/trade-facts.ts', ' && each.symbol === entry.symbol', '')],
    tests: ['test/lib/ledger/reports/trade-facts.test.ts'],
  },
  {
    bug: 'the fills of a key name the trades of another customer',
    edits: [edit('lib/ledger/orders/unnamed-entries.ts', 'entry.owner === owner && ', '')],
    tests: named,
  },
  {
    bug: 'a trade that the exchange shows late never gets its order',
    edits: [edit('lib/ledger/orders/unnamed-entries.ts', 'readTo[key] = Math.min(readTo[key] ?? 0, entry.time);', '')],
    tests: named,
  },
  {
    bug: 'before the first pull the fills of 1970 are covered',
    edits: [edit('lib/http/present/coverage.ts', 'isNothing && to === 0', 'false')],
    tests: ['test/lib/http/present/coverage.test.ts'],
  },
  {
    bug: 'pulled fills that the exchange shows late are not read again',
    edits: [edit(pull, 'const overlapMs = 10 * 60_000;', 'const overlapMs = 0;')],
    tests: progress,
  },
  {
    bug: 'a symbol that was not read to its end waits behind nothing and is forgotten',
    edits: [edit(pull, 'isBehind: !isLast, isTraded', 'isBehind: false, isTraded')],
    tests: progress,
  },
  {
    bug: 'balances without a ledger are stored on the first day alone',
    edits: [edit(pull, 'cursor.balancesOf === dayOf(readAt)', 'cursor.balancesOf !== null')],
    tests,
    only: 'each day tell',
  },
  {
    bug: 'balances of two customers are held against each other',
    edits: [edit(days, 'marketType, owner }: FillsName)', "marketType }: FillsName, owner = '')")],
    tests: changes,
  },
  {
    bug: 'a fee in a third asset changes no balance',
    edits: [
      edit(
        'lib/ledger/reports/balance-changes.ts',
        'fee !== null && feeAsset !== null',
        'fee !== null && feeAsset === quote',
      ),
    ],
    tests: changes,
  },
  {
    bug: 'fills begin one id behind the next fill',
    edits: [edit('lib/exchanges/binance/fills-from.ts', 'isLast ? last + 1n : last', 'isLast ? last + 2n : last')],
    tests: ['test/lib/exchanges/binance/spot/fills-from.test.ts'],
  },
  {
    bug: 'of two own orders that traded with each other under one id the second fill is not stored',
    edits: [edit('lib/ledger/fills/fills-store.ts', 'stored.orderId !== fill.orderId', 'stored.id !== fill.id')],
    tests: ['test/lib/ledger/fills/fills-store.test.ts'],
  },
  {
    bug: 'of two stored fills of one id a page that ends between them loses one',
    edits: [
      edit('lib/ledger/fills/fills-store.ts', '.endsWith(secondMark) === true', '.endsWith(secondMark) === null'),
    ],
    tests: ['test/lib/ledger/fills/fills-store.test.ts'],
  },
  {
    bug: 'a full answer that ends between two fills of one id loses the second',
    edits: [edit('lib/exchanges/binance/fills-from.ts', 'isLast ? last + 1n : last', 'last + 1n')],
    tests: ['test/lib/exchanges/binance/spot/fills-from.test.ts'],
  },
  {
    bug: 'Binance: a page that ends between two fills of one id loses or doubles a fill',
    edits: [
      edit(
        'lib/exchanges/binance/fills.ts',
        'BigInt(id) * 2n + (isSale ? 1n : 0n)',
        'BigInt(id) * 2n + (isSale ? 0n : 0n)',
      ),
    ],
    tests: ['test/lib/exchanges/binance/spot/newest-fills.test.ts'],
  },
  {
    bug: 'Binance: a payment that cannot be read is no gap where a page ends in its millisecond',
    edits: [
      edit(
        'lib/exchanges/binance/usdm/history.ts',
        'entry === null || entry.id < top.id',
        '(entry !== null && entry.id < top.id)',
      ),
    ],
    tests: ['test/lib/exchanges/binance/usdm/ledger.test.ts'],
  },
  {
    bug: 'Binance: the oldest millisecond of a full answer of the newest fills passes for whole',
    edits: [
      edit(
        'lib/exchanges/binance/fills.ts',
        'isWhole ? oldest.time : oldest.time + 1',
        'isWhole ? oldest.time : oldest.time',
      ),
    ],
    tests: ['test/lib/exchanges/binance/spot/newest-fills.test.ts'],
  },
  {
    bug: 'Binance: an answer of the newest fills that is not full passes for the whole history',
    edits: [
      edit(
        'lib/exchanges/binance/fills.ts',
        'rows.length < mostRows && oldest.time <= earliest',
        'rows.length < mostRows',
      ),
      edit(
        'lib/exchanges/binance/fills.ts',
        '{ rows: placed, from: isWhole ? oldest.time :',
        '{ rows: placed, from: isWhole ? earliest :',
      ),
    ],
    tests: ['test/lib/exchanges/binance/spot/newest-fills.test.ts'],
  },
  {
    bug: 'fills of a former customer of the key are told as the fills of the present customer',
    edits: [
      edit(
        'lib/ledger/fills/fills-cursor.ts',
        'credential?.customerMark ?? credential?.keyMark',
        'credential?.keyMark',
      ),
    ],
    tests,
    only: 'two customers',
  },
];
