import { edit, type Mutation } from './mutation.ts';

const income = 'test/lib/exchanges/binance/usdm/ledger.test.ts';

const spot = 'test/lib/exchanges/kraken/spot';
const booked = 'lib/exchanges/kraken/spot/booked-order.ts';
const bookedOrder = [`${spot}/booked-order.test.ts`];

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
  {
    bug: 'Kraken spot: entries of one moment stand in the order in which a page wrote them',
    edits: [edit('lib/exchanges/kraken/spot/ledger.ts', 'inBookedOrder(shown.toReversed())', 'shown.toReversed()')],
    tests: bookedOrder,
    only: 'as the ledger is read',
  },
  {
    bug: 'Kraken spot: entries of two assets of one moment are one chain of balances',
    edits: [edit(booked, 'entry.asset}', 'entry.time}')],
    tests: bookedOrder,
    only: 'of another asset or moment',
  },
  {
    bug: 'Kraken spot: entries of one moment that form no chain are put into an order all the same',
    edits: [edit(booked, 'return rest.length === 0 ? chain : [];', 'return chain;')],
    tests: bookedOrder,
    only: 'stay as they stand',
  },
  {
    bug: 'Kraken spot: a balance with zeros behind it ends the chain of one moment',
    edits: [edit(booked, 'balanceAfter === null ? null : new Decimal(balanceAfter).toFixed()', 'balanceAfter')],
    tests: bookedOrder,
    only: 'in the order in which each balance begins',
  },
  {
    bug: 'Kraken spot: a ledger whose end names a row of a moment stands still for good',
    edits: [
      edit('lib/exchanges/kraken/spot/ledger.ts', 'page.count < newest.count && byTime', 'page.count < 0 && byTime'),
    ],
    tests: [`${spot}/ledger.test.ts`],
  },
];
