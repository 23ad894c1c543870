import { edit, type Mutation } from './mutation.ts';

const halts = 'test/faults/halt-table.test.ts';
const inFlight = 'test/faults/halt-in-flight-table.test.ts';
const cancels = 'test/faults/cancel-everywhere-table.test.ts';
const transfers = 'test/lib/transfers/faults-binance.test.ts';

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
  {
    bug: 'at every exchange: a cancel-all over every wallet is a success beside an order that stays open',
    edits: [edit('lib/http/present/canceled-everywhere.ts', 'reply(complete ? 200 : 202,', 'reply(200,')],
    tests: [cancels],
    only: 'under each fault',
  },
  {
    bug: 'Binance: a transfer that may still arrive is proven absent',
    edits: [
      edit(
        'lib/transfers/reconcile/reconcile-transfer.ts',
        'isSameKey(barrier.key, record)) return false;\n  // A',
        'isSameKey(barrier.key, record)) return true;\n  // A',
      ),
    ],
    tests: [transfers],
    only: 'under a fault of the request',
  },
  {
    bug: 'Binance: two equal transfers own one entry of the history',
    edits: [
      edit(
        'lib/transfers/reconcile/attribution.ts',
        '.filter((ledgerTransfer) => !identicalTransfers.some((identical) => isOf(ledgerTransfer, identical)))\n    .toSorted((a, b) => a.time - b.time);\n  if',
        '.toSorted((a, b) => a.time - b.time);\n  if',
      ),
    ],
    tests: [transfers],
    only: 'equal later transfer',
  },
];
