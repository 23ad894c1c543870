import { edit, type Mutation } from './mutation.ts';

const spot = 'test/lib/exchanges/kraken/spot';
const futures = 'test/lib/exchanges/kraken/futures';
const belowSpot = 'lib/exchanges/kraken/spot/trades-below.ts';
const belowFutures = 'lib/exchanges/kraken/futures/fills-below.ts';
const futuresFills = [`${futures}/fills.test.ts`];
const spotFills = [`${spot}/fills.test.ts`];

/** Bugs of histories that come in pages: rows are lost or told twice at an edge, or a page ends the reading too early. */
export const pageMutations: readonly Mutation[] = [
  {
    bug: 'a page of spot trades that comes again and again is asked for until the rate limit of the key is used up',
    edits: [edit(belowSpot, 'every(([id]) => shown.has(id))', 'every(() => shown.has(title))')],
    tests: spotFills,
    only: 'each page is the same page',
  },
  {
    bug: 'fills of futures in a moment that a short page cuts are lost without a gap',
    edits: [edit(belowFutures, 'own.length >= pageRows || isCut', 'own.length >= pageRows')],
    tests: futuresFills,
    only: 'shorter page than documented',
  },
  {
    bug: 'a short page of the ledger proves that a transfer from spot moved nothing',
    edits: [edit('lib/exchanges/kraken/spot/transfers.ts', 'if (ofs >= count)', 'if (rows.length < 50)')],
    tests: [`${spot}/transfers.test.ts`],
    only: 'in shorter pages than documented',
  },
  {
    bug: 'a ledger that ends before its own count proves that a transfer from spot moved nothing',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/transfers.ts',
        'if (rows.length === 0) throw new MalformedResponse(title, 200);',
        'if (rows.length === 0) break;',
      ),
    ],
    tests: [`${spot}/transfers.test.ts`],
    only: 'ends before its own count',
  },
  {
    bug: 'a page of the account log that was cut short proves that a transfer from futures moved nothing',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/transfer-records.ts',
        'if (rows.length >= shortPage)',
        'if (rows.length >= mostRows)',
      ),
    ],
    tests: [`${futures}/transfers.test.ts`],
    only: 'more entries may follow',
  },
  {
    bug: 'a page of the account log that was cut short ends realized PnL',
    edits: [edit('lib/exchanges/kraken/futures/history.ts', 'all.length < shortPage', 'all.length < pageRows')],
    tests: [`${futures}/history.test.ts`],
    only: 'cuts each page',
  },
  {
    bug: 'a trade of the last part of a millisecond is told in two ranges that meet',
    edits: [edit(belowSpot, 'boolean => time >= from && time < to;', 'boolean => from > -1 && time < to;')],
    tests: spotFills,
    only: 'of two ranges that meet',
  },
  {
    bug: 'a fill of futures at the moment where two ranges meet is told in both',
    edits: [edit(belowFutures, 'time >= from && time < to);', 'time >= from && to > 0);')],
    tests: [`${futures}/fills.test.ts`],
  },
  {
    bug: 'a page of fills behind the range ends the reading of the range',
    edits: [edit(belowFutures, 'passed: told.at(-1)?.row', 'passed: undefined')],
    tests: [`${futures}/fills.test.ts`],
  },
  {
    bug: 'funding of the hour where two ranges meet is told in both',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/history.ts',
        'return time === null || (time >= from && time < to);',
        'return time === null || (time >= from && to > 0);',
      ),
    ],
    tests: [`${futures}/history-ranges.test.ts`],
  },
  {
    bug: 'funding of the hour where two ranges meet is told in none',
    edits: [
      edit('lib/exchanges/kraken/futures/history.ts', 'Math.max(request.from - 1, 0)', 'Math.max(request.from, 0)'),
    ],
    tests: [`${futures}/history-ranges.test.ts`],
  },
  {
    bug: 'the order in which the rows of a page are written loses and doubles rows of a history',
    edits: [edit('lib/exchanges/kraken/newest-first.ts', 'one.place === other.place ? 0', 'one.place >= 0 ? 0')],
    tests: [`${spot}/newest-first.test.ts`, `${futures}/fills.test.ts`],
  },
  {
    bug: 'trades of spot are told while a part of their moment is unread',
    edits: [edit(belowSpot, 'seconds > oldest', 'seconds >= oldest')],
    tests: [`${spot}/newest-first.test.ts`],
  },
  {
    bug: 'the cursor of spot trades stands in a moment whose trades have the order that the exchange wrote',
    edits: [edit(belowSpot, ' || (other.id > one.id ? 1 : -1)', '')],
    tests: spotFills,
    only: 'where the exchange writes its rows',
  },
  {
    bug: 'a short page of trades ends the fills of spot',
    edits: [edit(belowSpot, ' && trades.length >= most;', ';')],
    tests: spotFills,
    only: 'in shorter pages than documented',
  },
  {
    bug: 'a page of trades that are all at the end of the range ends the fills of spot',
    edits: [edit(belowSpot, 'passed: trades.at(-1)', 'passed: undefined')],
    tests: spotFills,
    only: 'fill whole pages',
  },
  {
    bug: 'trades that end before their own count prove that an order has none',
    edits: [edit(belowSpot, ' && trades.length >= most;', ';')],
    tests: spotFills,
    only: 'end before their own count',
  },
  {
    bug: 'a page of ended orders that was cut short proves that an order never was',
    edits: [edit('lib/exchanges/kraken/spot/find-order.ts', 'if (isCut(result, key))', 'if (key === "none")')],
    tests: [`${spot}/find-order.test.ts`],
    only: 'end before their own count',
  },
  {
    bug: 'the fill at the edge of a page is told twice',
    edits: [edit(belowSpot, 'last.seconds && id < last.id', 'last.seconds && id <= last.id')],
    tests: spotFills,
    only: 'completely and once',
  },
  {
    bug: 'fills of spot leave out the first moment of a range',
    edits: [edit(belowSpot, '(from - 1) / 1000', 'from / 1000')],
    tests: spotFills,
    only: 'include the start',
  },
  {
    bug: 'fills of futures are told while a part of their moment is unread',
    edits: [edit(belowFutures, '({ time }) => time > oldest)', '({ time }) => time >= oldest)')],
    tests: futuresFills,
    only: 'on both sides of a page edge',
  },
  {
    bug: 'a moment of futures fills at the end of a page is told as far as that page shows',
    edits: [edit(belowFutures, 'of [time + 1, time])', 'of [time])')],
    tests: futuresFills,
    only: 'on both sides of a page edge',
  },
  {
    bug: 'the cursor of futures fills stands in a moment whose fills have the order that the exchange wrote',
    edits: [edit(belowFutures, ' || (other.id > one.id ? 1 : -1)', '')],
    tests: futuresFills,
    only: 'on both sides of a page edge',
  },
  {
    bug: 'a page of fewer than a hundred fills ends the fills of futures',
    edits: [edit(belowFutures, 'const isLast = told.length === 0', 'const isLast = told.length < 100')],
    tests: [`${futures}/history.test.ts`],
    only: 'cut short',
  },
  {
    bug: 'a page that the fills of one moment fill ends the fills of futures',
    edits: [edit(belowFutures, ': [last.time + 1, last.time, last.time - 1]', ': [last.time + 1]')],
    tests: [`${futures}/history.test.ts`],
    only: 'fills of one moment',
  },
  {
    bug: 'an order on futures is absent because a page of its fills was cut short',
    edits: [edit(belowFutures, 'const isLast = told.length === 0', 'const isLast = told.length < 100')],
    tests: [`${futures}/unnamed-fills.test.ts`],
    only: 'cuts the page',
  },
  {
    bug: 'the average price of an order counts a part of its fills',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/order-fills.ts',
        'quantity.isZero() || !quantity.eq(filledQuantity)',
        'quantity.isZero()',
      ),
    ],
    tests: [`${futures}/find-order.test.ts`],
    only: 'a part of its fills',
  },
  {
    bug: 'a futures order is absent beside an event whose order cannot be read',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/order-events.ts',
        '  if (!isRecord(order)) throw new MalformedResponse(title, 200);\n  return isWanted(order)',
        '  return isRecord(order) && isWanted(order)',
      ),
    ],
    tests: [`${futures}/unreadable-fields.test.ts`],
    only: 'is not absent beside the event',
  },
  {
    bug: 'a page of the ledger of spot that is shorter than the others leaves a hole',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/ledger.ts',
        'page.count !== newest.count || page.size < size',
        'page.count !== newest.count',
      ),
    ],
    tests: [`${spot}/ledger.test.ts`],
    only: 'shorter than the first page',
  },
];
