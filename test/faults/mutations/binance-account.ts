import { edit, type Mutation } from './mutation.ts';

const folder = 'lib/exchanges/binance';
const tests = 'test/lib/exchanges/binance';
const keys = [`${tests}/key-check.test.ts`];
const account = [`${tests}/account.test.ts`];

/** Bugs of what Binance tells about an account: its mode, its balances, its positions and its fills. */
export const binanceAccountMutations: readonly Mutation[] = [
  {
    bug: 'a position of Binance in hedge mode passes for a position of one-way mode',
    edits: [edit('lib/exchanges/binance/usdm/positions.ts', 'isSideOfHedge(row)', 'false')],
    tests: ['test/lib/exchanges/binance/account.test.ts'],
  },
  {
    bug: 'Binance: an account in hedge mode is registered',
    edits: [edit(`${folder}/key-check.ts`, "return dualSidePosition ? 'hedge' : 'one-way';", "return 'one-way';")],
    tests: keys,
  },
  {
    bug: 'Binance: a position mode that cannot be read is one-way',
    edits: [
      edit(
        `${folder}/key-check.ts`,
        "if (typeof dualSidePosition !== 'boolean') return null;",
        "if (typeof dualSidePosition !== 'boolean') return 'one-way';",
      ),
    ],
    tests: keys,
  },
  {
    bug: 'Binance: the position mode of a key without futures is asked for, and the key is refused',
    edits: [
      edit(
        `${folder}/key-check.ts`,
        'rights.enableFutures === true ? await positionModeOf(read) : null',
        'await positionModeOf(read)',
      ),
    ],
    tests: keys,
  },
  {
    bug: 'Binance: an order in hedge mode leaves the execution open',
    edits: [
      edit(`${folder}/errors.ts`, "['-4061', '-4062'],\n      'NOT_SUPPORTED'", "['-4062'],\n      'NOT_SUPPORTED'"),
    ],
    tests: [`${tests}/usdm/order-entry.test.ts`],
  },
  {
    bug: 'Binance: a right to withdraw that cannot be read is none',
    edits: [
      edit(
        `${folder}/key-check.ts`,
        "typeof enableWithdrawals === 'boolean' ? enableWithdrawals : null",
        'enableWithdrawals === true',
      ),
    ],
    tests: keys,
  },
  {
    bug: 'Binance: a short position is long',
    edits: [edit(`${folder}/usdm/positions.ts`, ".lt(0) ? 'short' : 'long'", ".lt(0) ? 'long' : 'short'")],
    tests: account,
  },
  {
    bug: 'Binance: a position whose size cannot be read is none',
    edits: [
      edit(
        `${folder}/usdm/positions.ts`,
        "readableDecimal(positionAmt) !== '0'",
        "(readableDecimal(positionAmt) ?? '0') !== '0'",
      ),
    ],
    tests: account,
  },
  {
    bug: 'Binance: an order without a position is a position',
    edits: [
      edit(
        `${folder}/usdm/positions.ts`,
        "readableDecimal(positionAmt) !== '0'",
        "readableDecimal(positionAmt) !== ''",
      ),
    ],
    tests: account,
  },
  {
    bug: 'Binance: in multi-assets mode the money of the wallet is free in each coin',
    edits: [
      edit(`${folder}/usdm/wallets.ts`, 'Decimal.min(Decimal.max(available, 0), total)', 'Decimal.max(available, 0)'),
    ],
    tests: account,
  },
  {
    bug: 'Binance: the leverage of one symbol is told for a different symbol',
    edits: [
      edit(
        `${folder}/usdm/margin.ts`,
        "rows.find((row) => requiredText(title, row, 'symbol') === id)",
        "rows.find((row) => requiredText(title, row, 'symbol') !== '')",
      ),
    ],
    tests: account,
  },
  {
    bug: 'Binance: isolated margin is set where cross margin is asked for',
    edits: [
      edit(
        `${folder}/usdm/margin.ts`,
        "mode === 'cross' ? 'CROSSED' : 'ISOLATED'",
        "mode === 'cross' ? 'ISOLATED' : 'CROSSED'",
      ),
    ],
    tests: account,
  },
  {
    bug: 'Binance: a sale on spot is a purchase',
    edits: [edit(`${folder}/spot/market-data.ts`, "isBuyer ? 'buy' : 'sell'", "isBuyer === null ? 'sell' : 'buy'")],
    tests: account,
  },
  {
    bug: 'Binance: a fill in the last millisecond of a range is lost',
    edits: [
      edit(
        `${folder}/fills.ts`,
        '(rank === null || below.rank === null || rank < below.rank)',
        '(rank === null || rank < (below.rank ?? rank))',
      ),
    ],
    tests: account,
  },
];
