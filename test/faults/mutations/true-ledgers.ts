import { edit, type Mutation } from './mutation.ts';

const income = 'test/lib/exchanges/binance/usdm/ledger.test.ts';

/** Bugs of ledgers that the true ledgers of the engine have shown. */
export const trueLedgerMutations: readonly Mutation[] = [
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
];
