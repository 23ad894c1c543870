import { edit, type Mutation } from './mutation.ts';

const futures = 'test/lib/exchanges/kraken/futures';
const spot = 'test/lib/exchanges/kraken/spot';

/** Bugs of reading Kraken's refusals: an order that may stand is refused for good, or an error is taken for a success. */
export const krakenRefusalMutations: readonly Mutation[] = [
  {
    bug: 'an undocumented status of a futures order proves that nothing was executed',
    edits: [edit('lib/exchanges/kraken/futures/errors.ts', "    'selfFill',\n", "    'selfFill',\n    'attempted',\n")],
    tests: [`${futures}/order-entry-answers.test.ts`],
    only: 'attempted',
  },
  {
    bug: 'a futures order is refused for good beside the event that placed it',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/orders.ts',
        "isRecord(event) && event.type === 'REJECT'",
        "!isRecord(event) || event.type !== 'EXECUTION'",
      ),
    ],
    tests: [`${futures}/order-entry-answers.test.ts`],
    only: 'is not final',
  },
  {
    bug: 'every word of Kraken Futures that begins with "invalid" proves that nothing was executed',
    edits: [edit('lib/exchanges/kraken/futures/errors.ts', "...['invalidArgument', ", "...['invalid', ")],
    tests: [`${futures}/refusal-table.test.ts`],
    only: 'the unknown word',
  },
  {
    bug: 'an answer of Kraken Futures with the result "error" is an empty list',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/verify-answer.ts',
        'told.result === undefined && answersWithout',
        'answersWithout',
      ),
    ],
    tests: [`${futures}/verify-answer.test.ts`],
    only: 'no order is absent',
  },
  {
    bug: 'an error of Kraken Futures in a novel shape is a success',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/verify-answer.ts',
        "told === undefined || told === null || told === '' ? [] : [told]",
        "typeof told !== 'string' || told === '' ? [] : [told]",
      ),
    ],
    tests: [`${futures}/verify-answer.test.ts`],
    only: 'is no success',
  },
  {
    bug: 'an entry of the error list of Kraken Spot that begins with no E is a warning',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/verify-answer.ts',
        "return typeof entry === 'string' && /^W[A-Z]\\w*:/.test(entry);",
        "return typeof entry !== 'string' || !entry.startsWith('E');",
      ),
    ],
    tests: [`${spot}/verify-answer.test.ts`],
    only: 'is no success',
  },
  {
    bug: 'of several errors in one answer the first decides whether the request was executed',
    edits: [
      edit(
        'lib/exchanges/wire/several-refusals.ts',
        'refusals.toSorted((one, other) => rankOf(rules, one) - rankOf(rules, other))',
        'refusals.toSorted((one) => rankOf(rules, one) * 0)',
      ),
    ],
    tests: [`${spot}/verify-answer.test.ts`, `${futures}/verify-answer.test.ts`],
    only: 'leaves most open',
  },
  {
    bug: 'a reduce-only order that closed the position itself was not executed',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/errors.ts',
        "  ambiguous(\n    'EOrder:Reduce only:Position is closed',",
        "  definite(\n    'EOrder:Reduce only:Position is closed',",
      ),
    ],
    tests: [`${spot}/order-entry-answers.test.ts`],
    only: 'has an unknown outcome',
  },
  {
    bug: 'an internal error of Kraken Spot in the family of orders proves that nothing was executed',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/errors.ts',
        "  trouble(internal, 'Kraken has an internal problem ({code})'),\n",
        '',
      ),
    ],
    tests: [`${spot}/order-entry-answers.test.ts`],
    only: 'has an unknown outcome',
  },
  {
    bug: 'a history that is refused for its range is an invalid order',
    edits: [
      edit('lib/exchanges/kraken/spot/read-history.ts', 'throw await refusedRange(wire, error);', 'throw error;'),
    ],
    tests: [`${spot}/read-history.test.ts`],
  },
  {
    bug: 'the leverage preference of a contract with a small letter in its name is cross margin',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/symbols.ts',
        'return String(one).toUpperCase() === other.toUpperCase();',
        'return String(one).toUpperCase() === other;',
      ),
    ],
    tests: [`${futures}/contract-names.test.ts`],
  },
  {
    bug: 'a refused amendment of a post-only order says that the order rests',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/order-entry.ts',
        'refusalUnlessPlaced(editStatus, status, amending)',
        'refusalUnlessPlaced(editStatus, status)',
      ),
    ],
    tests: ['test/lib/exchanges/kraken/order-entry-amend.test.ts'],
    only: 'amended post-only order',
  },
];
