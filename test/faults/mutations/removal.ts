import { edit, type Mutation } from './mutation.ts';

const looks = 'lib/orders/deletion-looks.ts';
const leftOpen = 'lib/orders/left-open.ts';
const tests = ['test/lib/orders/left-open.test.ts'];

/** Bugs of a deletion that leaves orders or positions behind without a word. */
export const removalMutations: readonly Mutation[] = [
  {
    bug: 'the keys of an account go although an order is open',
    edits: [edit('lib/registration/remove.ts', '  await requireClosed(account);\n', '')],
    tests: ['test/lib/registration/remove.test.ts'],
    only: 'before the keys go',
  },
  {
    bug: 'a deletion without force asks the exchange nothing',
    edits: [edit(looks, '(force ? {} : {', '(force || !force ? {} : {')],
    tests: ['test/lib/audit/audited-calls.test.ts'],
    only: 'that an open order refuses',
  },
  {
    bug: 'a wallet that cannot be looked at has nothing open',
    edits: [edit(leftOpen, 'knownError(error).message}` }];', 'knownError(error).message}` }].slice(1);')],
    tests,
    only: 'cannot be read',
  },
  {
    bug: 'a deletion overlooks open positions',
    edits: [edit(leftOpen, 'await positionsOf(session)', '(await positionsOf(session)).slice(0, 0)')],
    tests,
    only: 'with a position stays',
  },
  {
    bug: 'an order without a verdict loses its keys',
    edits: [edit(leftOpen, 'undecided === 0', 'undecided >= 0')],
    tests,
    only: 'without a verdict',
  },
  {
    bug: 'an order whose key was removed is forgotten by a deletion',
    edits: [edit(leftOpen, 'own.length === 0 ? []', 'own.length >= 0 ? []')],
    tests,
    only: 'whose key was removed',
  },
  {
    bug: 'a transfer without a verdict loses its keys',
    edits: [edit(looks, ', await transfers(account)', '')],
    tests: ['test/lib/audit/audited-calls.test.ts'],
    only: 'that a transfer without a verdict refuses',
  },
  {
    bug: 'a forced deletion counts the orders of the journal alone',
    edits: [edit(looks, 'force ? countOpen : countResting', 'countResting')],
    tests: ['test/lib/audit/audited-calls.test.ts'],
    only: 'counts the orders of other programs',
  },
];
