import { edit, type Mutation } from './mutation.ts';

const income = 'test/lib/exchanges/binance/usdm/ledger.test.ts';

/** Bugs of ledgers that the true ledgers of the engine have shown. */
export const trueLedgerMutations: readonly Mutation[] = [
  {
    bug: 'what an insurance fund pays is in no sum',
    edits: [
      edit('lib/ledger/reports/pnl-sums.ts', 'insurance: new Decimal(insuranceOf(entry) ?? 0)', 'insurance: none'),
    ],
    tests: ['test/lib/ledger/reports/pnl-sums.test.ts'],
    only: 'insurance fund',
  },
  {
    bug: 'Binance: what the insurance fund pays is a fee below zero',
    edits: [
      edit(
        'lib/exchanges/binance/usdm/income.ts',
        "label === 'INSURANCE_CLEAR' && isTaken(change)",
        "label === 'INSURANCE_CLEAR'",
      ),
    ],
    tests: [income],
    only: 'insurance fund',
  },
  {
    bug: 'Binance: a ledger stands still at more rows of one millisecond than an answer holds',
    edits: [
      edit(
        'lib/exchanges/binance/usdm/ledger.ts',
        'isLast || (reader.requests() >= maxRequests && entries.length > 0)',
        'isLast || reader.requests() >= maxRequests',
      ),
    ],
    tests: [income],
    only: 'reading goes on behind',
  },
  {
    bug: 'a realized profit whose fee is booked apart is told with a fee of zero',
    edits: [
      edit(
        'lib/exchanges/rules/ledger-events.ts',
        'row.fee === null && row.liquidationFee === null ? null : feeOf(row)',
        'feeOf(row)',
      ),
    ],
    tests: ['test/lib/exchanges/rules/ledger-events.test.ts'],
  },
  {
    bug: 'the sums of a deleted account are complete without a market of which the exchange tells no ledger',
    edits: [
      edit(
        'lib/ledger/store/stored-ledger.ts',
        'pulled.some((name) => name.exchange === exchange && streamOf(name).key === key)',
        'false',
      ),
    ],
    tests: ['test/lib/ledger/reports/coverage-of-answers.test.ts'],
    only: 'of an account that is gone names the market',
  },
  {
    bug: 'sums are complete without a market of which the exchange tells no ledger',
    edits: [
      edit(
        'lib/ledger/reports/pnl-summary.ts',
        '[...account.untold, ...account.ledgers.map(shownCoverage)]',
        'account.ledgers.map(shownCoverage)',
      ),
    ],
    tests: ['test/faults/pulls-coverage-table.test.ts'],
    only: 'no more than that in the sums',
  },
];
