import { edit, type Mutation } from './mutation.ts';

const halts = 'test/faults/halt-table.test.ts';
const inFlight = 'test/faults/halt-in-flight-table.test.ts';

/** Bugs that the suites over Binance and Bybit must find by themselves. */
export const otherExchangeMutations: readonly Mutation[] = [
  {
    bug: 'at every exchange: a halt whose call has died is left alone',
    edits: [edit('lib/accounts/trading-state.ts', 'parts: askHalt(ref, asked)', 'parts: noHalt')],
    tests: [halts],
    only: 'after its call has died',
  },
  {
    bug: 'at every exchange: a halt does not wait for orders that may still arrive',
    edits: [
      edit('lib/orders/halt/orders-in-flight.ts', 'return openStates.includes(record.state) && ', 'return false && '),
    ],
    tests: [inFlight],
    only: 'whose bytes arrive late',
  },
];
