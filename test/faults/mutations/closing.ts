import { edit, type Mutation } from './mutation.ts';

const closing = 'test/faults/close-position.test.ts';

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
];
