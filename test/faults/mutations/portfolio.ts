import { edit, type Mutation } from './mutation.ts';

const summary = 'test/lib/ledger/reports/pnl-summary.test.ts';
const totals = 'test/lib/portfolio/totals.test.ts';
const sharing = 'test/lib/accounts/shared-keys.test.ts';
const reasons = 'test/lib/ledger/store/coverage-reasons.test.ts';

/** Bugs of sums over several accounts. */
export const portfolioMutations: readonly Mutation[] = [
  {
    bug: 'an asset with any end has the price of the asset before the end',
    edits: [
      edit(
        'lib/portfolio/usd-prices.ts',
        'earningSuffixes.find((each) => asset.endsWith(each))',
        'earningSuffixes.map(() => asset.slice(asset.indexOf(".")))[0]',
      ),
    ],
    tests: ['test/lib/portfolio/usd-prices.test.ts'],
    only: 'has no price, and a reason',
  },
  {
    bug: 'the last price of a market that is closed values the portfolio',
    edits: [edit('lib/portfolio/usd-prices.ts', 'return isClosed ? null : last;', 'return last;')],
    tests: ['test/lib/portfolio/usd-prices.test.ts'],
    only: 'not of a market that is closed',
  },
  {
    bug: 'one key under two accounts doubles the profit',
    edits: [edit('lib/ledger/reports/pnl-summary.ts', 'if (!isRepeat) sums.totals.add(', 'sums.totals.add(')],
    tests: [summary],
    only: 'are counted once in totals',
  },
  {
    bug: 'one key under two accounts doubles the balances of the portfolio',
    edits: [
      edit(
        'lib/portfolio/totals.ts',
        'wallets.filter(({ countedUnder }) => countedUnder === null)',
        'wallets.filter(({ countedUnder }) => countedUnder !== undefined)',
      ),
    ],
    tests: [totals],
  },
  {
    bug: 'an asset without a price is worth nothing',
    edits: [
      edit(
        'lib/portfolio/totals.ts',
        'return price === null || price === undefined ? null :',
        "return price === null || price === undefined ? '0' :",
      ),
    ],
    tests: [totals],
  },
  {
    bug: 'a wallet that could not be read is an empty wallet',
    edits: [
      edit(
        'lib/portfolio/totals.ts',
        "isWhole('balances') && areRead ? wholeValue(assets) : null",
        'wholeValue(assets)',
      ),
    ],
    tests: [totals],
  },
  {
    bug: 'a spot trade without a fee has a profit of 0',
    edits: [edit('lib/ledger/reports/pnl-sums.ts', '(isNothing(amounts) && !untold)', 'isNothing(amounts)')],
    tests: [summary],
    only: 'a spot trade without a fee',
  },
  {
    bug: 'a tenant is told of another tenant with the same key',
    edits: [edit('lib/registration/register.ts', ', tenant, exchange, slot, shown)', ', exchange, slot, shown)')],
    tests: ['test/lib/registration/one-key-for-both-markets.test.ts'],
    only: 'marks of a key',
  },
  {
    bug: 'a key that is gone is still shared',
    edits: [
      edit(
        'lib/accounts/shared-keys.ts',
        'credential !== undefined && sharedKey(credential, other.credentials[slot]) !== null',
        'credential !== undefined && other.credentials !== undefined',
      ),
    ],
    tests: [sharing],
  },
  {
    bug: 'a coverage with a gap gives no reason',
    edits: [
      edit('lib/ledger/store/ledger-coverage.ts', '...(broken.length === 0 ? [] : [gapsFound(broken.length)]),', ''),
    ],
    tests: [reasons],
  },
  {
    bug: 'an absolute funding rate is told as a relative rate',
    edits: [
      edit(
        'lib/ledger/rates/relative-rates.ts',
        'return told.length === 1 ? (told[0] ?? null) : null;',
        'return told.length === 1 ? absoluteRate : null;',
      ),
    ],
    tests: ['test/lib/ledger/rates/relative-rates.test.ts'],
  },
];
