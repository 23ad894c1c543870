import { edit, type Mutation } from './mutation.ts';

const closing = 'test/faults/close-position.test.ts';
const inParts = 'lib/orders/close/close-in-parts.ts';
const partTests = ['test/lib/orders/close/close-in-parts.test.ts'];

/** Bugs of a call that closes a position. */
export const closingMutations: readonly Mutation[] = [
  {
    bug: 'a repeated close sends a second order',
    edits: [
      edit(
        'lib/orders/close/close-position.ts',
        '  const earlier = await earlierIntent(session, request);\n  if (earlier',
        '  const earlier = null as ClosingIntent | null;\n  request = { ...request, idempotencyKey: undefined, clientOrderId: undefined };\n  if (earlier',
      ),
    ],
    tests: [closing],
    only: 'under a used name is not closed',
  },
  {
    bug: 'a close that comes second is refused instead of told of the first',
    edits: [
      edit(
        'lib/orders/close/close-position.ts',
        'isOvertaken(error) ? await earlierIntent(session, request) : null',
        'null as ClosingIntent | null',
      ),
    ],
    tests: [closing],
    only: 'while a call beside closes',
  },
  {
    bug: 'the trading state keeps a position from being closed',
    edits: [
      edit(
        'lib/orders/submit/submit-order.ts',
        'return submit(intent, null);',
        'return submit(intent, enforceTradingState);',
      ),
    ],
    tests: [closing],
    only: 'HALTED',
  },
  {
    bug: 'a position above the most of one order is closed with one order, which the exchange refuses',
    edits: [edit(inParts, 'quantity: partSize(left, sizes), ', 'quantity: left, ')],
    tests: [...partTests, 'test/lib/orders/halt/close-positions.test.ts'],
  },
  {
    bug: 'a further order over a position is not reduce-only, and opens the other side',
    edits: [edit(inParts, '...nameOf(number) });', '...nameOf(number), reduceOnly: (number === 1) as true });')],
    tests: partTests,
  },
  {
    bug: 'the further orders over a position share one name, so the third is never sent',
    edits: [edit('lib/orders/close/part-names.ts', "'closing', String(number)", "'closing'")],
    tests: partTests,
    only: 'have a name each',
  },
  {
    bug: 'a repeated close goes on with further orders over a position that was opened since',
    edits: [
      edit(inParts, "  if (replayed) throw stop('another call under this name sends the orders');\n", ''),
      edit('lib/orders/close/close-position.ts', '  if (earlier !== null) return submitAgain(earlier);\n', ''),
    ],
    tests: partTests,
  },
  {
    bug: 'further orders add up to more than the position of the beginning',
    edits: [edit(inParts, 'Decimal.min(left, position.contracts).toFixed()', 'position.contracts')],
    tests: partTests,
    only: 'add up to the position of the beginning',
  },
  {
    bug: 'a further order follows an order without a verdict',
    edits: [edit(inParts, "record.state !== 'ACCEPTED' || status === 'unknown'", 'false')],
    tests: partTests,
    only: 'no further order is sent',
  },
  {
    bug: 'a position that has turned meanwhile is closed by the orders of the old side',
    edits: [edit(inParts, ' || closes !== whole.side', '')],
    tests: partTests,
    only: 'turned meanwhile',
  },
  {
    bug: 'a halt that has ended meanwhile goes on closing a position',
    edits: [edit(inParts, '      await mayGoOn();\n', '')],
    tests: ['test/lib/orders/halt/close-positions.test.ts'],
  },
];
