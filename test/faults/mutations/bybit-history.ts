import { edit, type Mutation } from './mutation.ts';

const at = (file: string) => `lib/exchanges/bybit/${file}.ts`;
const by = (file: string) => [`test/lib/exchanges/bybit/${file}.test.ts`];

/** Bugs of the ledger and the fills of Bybit: money that is missing, or counts twice. */
export const bybitHistoryMutations: readonly Mutation[] = [
  {
    bug: 'coins that a trade on Bybit Spot moves are realized profit',
    edits: [edit(at('ledger-entry'), "return category !== '' && category !== 'spot';", "return category !== '';")],
    tests: by('ledger'),
  },
  {
    bug: 'funding of Bybit has the opposite sign',
    edits: [
      edit(
        at('ledger-entry'),
        "funding: type === 'SETTLEMENT' ? told(title, row, 'funding') : null",
        "funding: type === 'SETTLEMENT' ? told(title, row, 'funding').replace(/^(-?)/, (sign) => (sign === '' ? '-' : '')) : null",
      ),
    ],
    tests: by('ledger'),
  },
  {
    bug: 'the change of a row of Bybit leaves out the fee',
    edits: [
      edit(
        at('ledger-entry'),
        "change: decimalAsSent(title, row, 'change')",
        "change: decimalAsSent(title, row, 'cashFlow')",
      ),
    ],
    tests: by('ledger'),
  },
  {
    bug: 'the profit of a session in USDC contracts of Bybit is not realized',
    edits: [
      edit(
        at('ledger-entry'),
        "['TRADE', 'LIQUIDATION', 'ADL', 'SETTLEMENT', 'DELIVERY']",
        "['TRADE', 'LIQUIDATION', 'ADL', 'DELIVERY']",
      ),
    ],
    tests: by('ledger'),
  },
  {
    bug: 'rows of the ledger of Bybit stand newest first',
    edits: [edit(at('ledger'), 'read.entries.toReversed()', 'read.entries')],
    tests: by('ledger'),
  },
  {
    bug: 'a range of the ledger of Bybit with too many pages loses its oldest rows',
    edits: [edit(at('ledger'), '    if (read.cutAt === null) {', '    if (read.cutAt !== 0) {')],
    tests: by('ledger'),
  },
  {
    bug: 'the first page of a range of the ledger of Bybit is the range',
    edits: [
      edit(
        at('ledger'),
        '    if (page.next === null) return { ...readIn(rows), requests, cutAt: null };',
        '    if (requests > 0) return { ...readIn(rows), requests, cutAt: null };',
      ),
    ],
    tests: by('ledger'),
  },
  {
    bug: 'the ledger of Bybit is asked for more time than an answer covers',
    edits: [edit(at('ledger'), 'const longestRangeMs = 7 * day - 1;', 'const longestRangeMs = 30 * day;')],
    tests: by('ledger'),
  },
  {
    bug: 'entries of an unknown customer of Bybit are stored under a known customer',
    edits: [
      edit(
        at('ledger'),
        '      if (owner === null) throw new MalformedResponse(title, 200);\n      return owner;',
        "      return owner ?? '';",
      ),
    ],
    tests: by('ledger'),
  },
  {
    bug: 'the fills of Bybit are asked for more time than an answer covers',
    edits: [edit(at('pages-back'), 'const longestRangeMs = 7 * day - 3;', 'const longestRangeMs = 30 * day;')],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'the fills of Bybit end with the first week',
    edits: [
      edit(
        at('pages-back'),
        '    if (from <= first) return { rows: read.rows, isLast: true };',
        '    if (from >= first) return { rows: read.rows, isLast: true };',
      ),
    ],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'weeks without a row at Bybit are read without a bound in one call',
    edits: [edit(at('pages-back'), '    walk.windows -= 1;', '    walk.windows -= 0;')],
    tests: by('empty-weeks'),
  },
  {
    bug: 'the row below weeks without a row at Bybit is passed over',
    edits: [edit(at('pages-back'), '    walk.windows -= 1;', '    walk.windows -= 1;\n    to -= longestRangeMs;')],
    tests: by('empty-weeks'),
  },
  {
    bug: 'fills of one millisecond at Bybit are lost between two pages',
    edits: [edit(at('pages-back'), "(time === to && (seen === '' || id < seen))", "(time === to && seen === '')")],
    tests: by('pages-back'),
  },
  {
    bug: 'the order of rows of one millisecond at Bybit doubles and loses fills',
    edits: [edit(at('pages-back'), 'time >= from && time > oldest', 'time >= from && time >= oldest')],
    tests: by('pages-back'),
  },
  {
    bug: 'of two orders at Bybit that traded with each other one fill is lost',
    edits: [edit(at('fills'), ".replaceAll(/[^A-Za-z0-9_:.-]/g, '')", ".replace(/:.*/, '')")],
    tests: by('pages-back'),
  },
  {
    bug: 'a fill at the start of a range of Bybit is lost where the start does not count',
    edits: [edit(at('pages-back'), 'startTime: String(from - 1)', 'startTime: String(from)')],
    tests: by('pages-back'),
  },
  {
    bug: 'a fill at the end of a range of Bybit is lost where the end does not count',
    edits: [edit(at('pages-back'), 'endTime: String(to + 1)', 'endTime: String(to)')],
    tests: by('pages-back'),
  },
  {
    bug: 'fills from before the two years that Bybit keeps are told as complete',
    edits: [edit(at('pages-back'), 'from < keptSince ? { keptSince } : {}', 'from < 0 ? { keptSince } : {}')],
    tests: by('pages-back'),
  },
  {
    bug: 'the fee of a fill at Bybit is in the coin that settles the contract, whatever the row says',
    edits: [
      edit(
        at('fills'),
        'feeCoin === null ? settleOf(symbol, part.category) : codeOf(feeCoin)',
        "settleOf(symbol, part.category) ?? codeOf(feeCoin ?? '')",
      ),
    ],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'a millisecond of Bybit with more rows than a pull has pages ends each pull',
    edits: [edit(at('ledger'), 'to === from ? mostPagesOfInstant : mostPages', 'mostPages')],
    tests: by('ledger'),
  },
];
