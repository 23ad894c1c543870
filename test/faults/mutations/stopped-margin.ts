import { edit, type Mutation } from './mutation.ts';

const file = 'lib/margin/deny-risk.ts';
const tests = ['test/lib/margin/deny-risk.test.ts'];

/** Bugs of margin settings that raise the risk of an account which was stopped. */
export const stoppedMarginMutations: readonly Mutation[] = [
  {
    bug: 'a halted account takes a higher leverage',
    edits: [edit(file, 'if (new Decimal(wanted).gt(present))', 'if (false)')],
    tests,
    only: 'over all pairs',
  },
  {
    bug: 'a leverage that nobody knows counts as no raise',
    edits: [edit(file, "if (session.market.margin !== 'leverage') throw", 'if (session.market.margin === null) throw')],
    tests,
    only: 'does not tell',
  },
  {
    bug: 'a position of unknown symbol does not keep the margin mode of a halted account',
    edits: [edit(file, ' || position.symbol === null', '')],
    tests,
    only: 'unknown symbol',
  },
  {
    bug: 'an open order does not keep the margin mode of a halted account',
    edits: [edit(file, '(await orders.open(symbol)).length > 0', '(await orders.open(symbol)).length > 1')],
    tests,
    only: 'an open order',
  },
  {
    bug: 'a margin setting does not see a halt that came meanwhile',
    edits: [edit(file, '<= stateHoldsMs) return', '<= 10 * stateHoldsMs) return')],
    tests,
    only: 'on its way',
  },
];
