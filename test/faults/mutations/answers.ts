import { edit, type Mutation } from './mutation.ts';

const parsing = 'test/lib/http/parse-request.test.ts';
const preference = 'test/lib/http/preference.test.ts';
const document = 'test/lib/contract/openapi.test.ts';

/** Bugs of requests that are read in another sense than the client's, and of answers that a client reads wrongly. */
export const answerMutations: readonly Mutation[] = [
  {
    bug: 'of two quantities in a body the last one is ordered',
    edits: [edit('lib/http/parse-request.ts', 'duplicateKeys(text).map(', 'duplicateKeys("{}").map(')],
    tests: [parsing],
  },
  {
    bug: 'the page of the API reference may send a token to any host',
    edits: [edit('lib/http/serve-reference.ts', "connect-src 'self'", 'connect-src *')],
    tests: ['test/lib/http/serve-reference.test.ts'],
  },
  {
    bug: 'a key in another spelling is no duplicate',
    edits: [edit('lib/http/duplicate-keys.ts', 'const key = JSON.parse(text) as string;', 'const key = text;')],
    tests: [parsing],
  },
  {
    bug: 'the CSV of the export has a small decimal in exponent notation',
    edits: [edit('lib/decimal.ts', '/e/i.test(text)', 'false')],
    tests: ['test/lib/http/present/pnl-csv.test.ts'],
  },
  {
    bug: 'decimals of an error stay numbers for a client that asked for texts',
    edits: [edit('lib/http/answer.ts', 'scrub(jsonText(body, decimals)', "scrub(jsonText(body, 'number')")],
    tests: [preference],
  },
  {
    bug: 'a decimal in quotes went through a float',
    edits: [
      edit(
        'lib/http/preference.ts',
        'isRawJSON(value) ? value.rawJSON',
        'isRawJSON(value) ? String(Number(value.rawJSON))',
      ),
    ],
    tests: [preference],
  },
  {
    bug: 'the document leaves out an error that an operation can answer',
    edits: [
      edit(
        'lib/contract/openapi-errors.ts',
        'Object.groupBy(errorsOf(id),',
        'Object.groupBy([...errorsOf(id)].slice(1),',
      ),
    ],
    tests: [document],
    only: 'are the codes that the operation can answer',
  },
];
