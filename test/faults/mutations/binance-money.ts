import { edit, type Mutation } from './mutation.ts';

const folder = 'lib/exchanges/binance';
const tests = 'test/lib/exchanges/binance';
const keys = [`${tests}/key-check.test.ts`];
const income = [`${tests}/usdm/ledger.test.ts`];

/** Bugs of transfers and income at Binance: money that is moved twice, is missing, or counts twice. */
export const binanceMoneyMutations: readonly Mutation[] = [
  {
    bug: 'Binance: a transfer that moves to the next page meanwhile is found twice',
    edits: [
      edit(
        `${folder}/transfers.ts`,
        'map((transfer) => [transfer.id, transfer])',
        'map((transfer, nth) => [String(nth), transfer])',
      ),
    ],
    tests: [`${tests}/transfers.test.ts`],
  },
  {
    bug: 'Binance: a leverage that did not take is told as set',
    edits: [
      edit(`${folder}/usdm/margin.ts`, 'if (symbol !== asked.symbol || positive', 'if (symbol === 1 && positive'),
    ],
    tests: [`${tests}/account.test.ts`],
  },
  {
    bug: 'a range that ends in the future is claimed to its end',
    edits: [edit('lib/ledger/store/coverage.ts', 'to === undefined || to > sharedNow()', 'to === undefined')],
    tests: ['test/lib/ledger/store/coverage.test.ts'],
  },
  {
    bug: 'Binance: a transfer goes the opposite way',
    edits: [
      edit(
        `${folder}/transfers.ts`,
        "from === 'spot' ? 'MAIN_UMFUTURE' : 'UMFUTURE_MAIN'",
        "from === 'spot' ? 'UMFUTURE_MAIN' : 'MAIN_UMFUTURE'",
      ),
    ],
    tests: keys,
  },
  {
    bug: 'Binance: a failed transfer has moved the money',
    edits: [
      edit(
        `${folder}/transfers.ts`,
        "!states.includes(status) ? null : status !== 'FAILED'",
        "!states.includes(status) ? null : status !== ''",
      ),
    ],
    tests: keys,
  },
  {
    bug: 'Binance: the first page of the transfers proves that a transfer is absent',
    edits: [
      edit(
        `${folder}/transfers.ts`,
        'if (rows.length < pageRows && total <= (current - 1) * pageRows + rows.length)',
        'if (rows.length <= pageRows)',
      ),
    ],
    tests: keys,
  },
  {
    bug: 'Binance: fewer transfers than are counted prove that a transfer is absent',
    edits: [
      edit(
        `${folder}/transfers.ts`,
        'if (rows.length < pageRows && total <= (current - 1) * pageRows + rows.length)',
        'if (rows.length < pageRows)',
      ),
    ],
    tests: keys,
  },
  {
    bug: 'Binance: the transfers of the last week are all transfers',
    edits: [edit(`${folder}/transfers.ts`, 'startTime: String(since), ', '')],
    tests: keys,
  },
  {
    bug: 'Binance: a reading of the income that ends between rows of one millisecond passes over the rest',
    edits: [edit(`${folder}/usdm/ledger.ts`, 'isLast || time < from)', 'isLast || time <= from)')],
    tests: income,
  },
  {
    bug: 'Binance: a full answer of the newest income passes for the oldest where the cut lies in one millisecond',
    edits: [
      edit(`${folder}/usdm/ledger.ts`, 'range(from, first)).length === told', 'range(from, first - 1)).length === 0'),
    ],
    tests: income,
  },
  {
    bug: 'Binance: income of two types under one number is one entry',
    edits: [edit(`${folder}/usdm/income.ts`, '[label, tranId, asset].map', '[tranId, asset].map')],
    tests: income,
  },
  {
    bug: 'Binance: income of two assets under one number is one entry',
    edits: [edit(`${folder}/usdm/income.ts`, '[label, tranId, asset].map', '[label, tranId].map')],
    tests: income,
  },
  {
    bug: 'Binance: a paid commission is a rebate',
    edits: [
      edit(`${folder}/usdm/income.ts`, "label === 'COMMISSION' ? negated(change)", "label === 'COMMISSION' ? change"),
    ],
    tests: income,
  },
  {
    bug: 'Binance: more income in a millisecond than an answer holds is read in part',
    edits: [
      edit(
        `${folder}/usdm/ledger.ts`,
        'return burst(reader, from);',
        'return { rows, isWhole: false, next: from + 1, missing: [] };',
      ),
    ],
    tests: income,
  },
  {
    bug: 'Binance: a type of income that fills an answer is read in part, and no gap tells',
    edits: [edit(`${folder}/usdm/ledger.ts`, 'missing: isWhole ? [] : [at]', 'missing: []')],
    tests: income,
  },
  {
    bug: 'moments of which an exchange tells a part of the entries are no gaps',
    edits: [
      edit('lib/ledger/ingest/read-ledger.ts', 'withMissing([...broken, ...unread], page)', '[...broken, ...unread]'),
    ],
    tests: ['test/lib/ledger/ingest/gaps.test.ts'],
    only: 'tells a part',
  },
  {
    bug: 'Binance: income that cannot be read vanishes without a gap',
    edits: [edit(`${folder}/usdm/history.ts`, '      if (entry === null) leftOut.push(time);\n', '')],
    tests: income,
  },
  {
    bug: 'Binance: the ledger ends in a balance with unrealized profits',
    edits: [
      edit(
        `${folder}/usdm/ledger.ts`,
        "decimalAsSent(title, row, 'balance')",
        "decimalAsSent(title, row, 'crossWalletBalance')",
      ),
    ],
    tests: income,
  },
  {
    bug: 'Binance: reads of funding rates, which count apart, may go on until the address is banned',
    edits: [
      edit(
        `${folder}/endpoints.ts`,
        "weighing(24, usdmPublic.seen('fundingRate'))",
        "weighing(0, usdmPublic.seen('fundingRate'))",
      ),
    ],
    tests: [`${tests}/endpoints.test.ts`],
  },
  {
    bug: 'Binance: a row of income without a time stops every pull of the account',
    edits: [
      edit(
        'lib/exchanges/binance/usdm/ledger.ts',
        'if (times.length === 0) throw',
        'if (times.length < rows.length) throw',
      ),
    ],
    tests: ['test/lib/exchanges/binance/usdm/ledger.test.ts'],
  },
  {
    bug: 'Binance: a fill of spot without a time stops the pulls of every symbol',
    edits: [
      edit(
        'lib/exchanges/binance/fills-from.ts',
        'times.slice(0, index + 1).findLast((time) => time !== null) ?? times.find((time) => time !== null)',
        'times[index]',
      ),
    ],
    tests: ['test/lib/exchanges/binance/spot/fills-from.test.ts'],
  },
];
