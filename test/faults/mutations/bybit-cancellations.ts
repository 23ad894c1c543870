import { edit, type Mutation } from './mutation.ts';

const at = (file: string) => `lib/exchanges/bybit/${file}.ts`;
const by = (file: string) => [`test/lib/exchanges/bybit/${file}.test.ts`];

/** Bugs of lists and cancellations at Bybit: orders that live on although they count as canceled. */
export const bybitCancellationMutations: readonly Mutation[] = [
  {
    bug: 'the ends of a batch of Bybit are read although one is missing',
    edits: [edit(at('cancel'), '  if (told.length !== named.length) throw new MalformedResponse(title, 200);\n', '')],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'an order of a batch of Bybit ends as the order before it',
    edits: [
      edit(
        at('cancel'),
        '  return refs.map((ref) => {\n    const place',
        '  return refs.map((ref, index) => {\n    if (told[index] !== undefined) return endOf(title, told[index]);\n    const place',
      ),
    ],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'a refused order of a batch of Bybit is gone, whatever the refusal says',
    edits: [
      edit(
        at('cancel'),
        'return outcomes[ruleFor(bybitRules, refusal).kind] ?? null;',
        "return outcomes[ruleFor(bybitRules, refusal).kind] ?? 'gone';",
      ),
    ],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'a cancellation of all orders leaves the stops of Bybit Spot',
    edits: [
      edit(
        at('cancel-all'),
        "category === 'spot' ? spotKinds : [{}]",
        "category === 'spot' ? spotKinds.slice(0, 1) : [{}]",
      ),
    ],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'a cancellation of all orders at Bybit that does not end is a success',
    edits: [
      edit(
        at('cancel-all'),
        "  throw new OemsError('EXCHANGE_UNAVAILABLE', message, { retryAfterSeconds: 1 });",
        "  if (message === '') throw new OemsError('EXCHANGE_UNAVAILABLE', message, { retryAfterSeconds: 1 });",
      ),
    ],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'an order that Bybit takes twice for cancellation counts twice',
    edits: [
      edit(
        at('cancel-all'),
        'canceled.add(optionalText(row.orderId))',
        'canceled.add(String(round).concat(optionalText(row.orderId) ?? String(round)))',
      ),
    ],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'a list of Bybit without an end passes for the whole',
    edits: [
      edit(at('lists'), '    if (page.next === cursor) break;\n', '    if (page.next === cursor) return rows;\n'),
    ],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'a cursor of Bybit is decoded before it is sent back',
    edits: [
      edit(
        at('lists'),
        'cursor === null ? query : { ...query, cursor }',
        'cursor === null ? query : { ...query, cursor: decodeURIComponent(cursor) }',
      ),
    ],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'orders that have ended between two pages are open at Bybit',
    edits: [
      edit(
        at('open-orders'),
        '.filter(({ status }) => !ended.includes(status))',
        '.filter(({ status }) => status !== null)',
      ),
    ],
    tests: by('open-and-cancel'),
  },
];
