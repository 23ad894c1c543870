import { edit, type Mutation } from './mutation.ts';

const seeds = 'test/faults/pulls-random.test.ts';
const coverage = 'test/faults/pulls-coverage.test.ts';
const rotation = 'test/faults/pulls-rotation.test.ts';
const yields = 'test/faults/pulls-yield.test.ts';
const windows = 'test/lib/ledger/ingest/read-ledger.test.ts';
const gaps = 'test/lib/ledger/ingest/gaps.test.ts';
const chains = 'test/lib/ledger/proof/chains.test.ts';
const linkedOrder = 'test/lib/ledger/proof/linked-order.test.ts';
const sums = 'test/lib/ledger/proof/reconcile-chains.test.ts';
const rows = 'test/lib/ledger/ingest/store-entries.test.ts';
const pulls = 'test/faults/pulls.test.ts';
const proofs = 'test/lib/ledger/proof/proofs.test.ts';
const sharedStream = 'test/lib/ledger/shared-stream.test.ts';
const changesOfLedger = 'test/faults/pulls-changes.test.ts';
const shapes = 'test/shapes/table.test.ts';

const earlyCursor = edit(
  'lib/ledger/ingest/pull.ts',
  '    const { recentDigests, coveredTo } = cursor;',
  '    const { recentDigests, coveredTo } = cursor;\n    const early = afterPage(cursor, { proof, window, page, isFullRescan, startedAt });\n    if (!(await saveCursor(ledger, succeeded(early)))) return;\n    cursor = { ...cursor, version: cursor.version + 1 };',
);

/** Bugs of the pulls and of the ledger. */
export const pullMutations: readonly Mutation[] = [
  {
    bug: 'the watermark of a full page is now',
    edits: [
      edit(
        'lib/ledger/ingest/read-ledger.ts',
        'const until = isLast ? startedAt - finalityLagMs : (last?.time ?? null);',
        'const until = last === undefined && !isLast ? null : startedAt - finalityLagMs;',
      ),
    ],
    tests: [windows],
  },
  {
    bug: 'the cursor is written before the rows',
    edits: [earlyCursor],
    tests: [pulls],
    only: 'dies',
  },
  {
    bug: 'the cursor of a ledger without balances is written before the entries',
    edits: [earlyCursor],
    tests: [changesOfLedger],
    only: 'dies',
  },
  {
    bug: 'no overlap is read again',
    edits: [
      edit(
        'lib/ledger/ingest/read-ledger.ts',
        'export const overlapMs = 2 * hour;',
        'export const overlapMs = 0 * hour;',
      ),
    ],
    tests: [windows],
  },
  {
    bug: 'chains are not looked at for gaps',
    edits: [
      edit('lib/ledger/proof/chains.ts', 'if (link !== null && !new Decimal', 'if (link === undefined && !new Decimal'),
    ],
    tests: [coverage],
    only: 'hidden row',
  },
  {
    bug: 'any order that links the entries of an instant is taken, wherever it leads',
    edits: [
      edit(
        'lib/ledger/proof/linked-order.ts',
        'return path !== null && isProven({ instant, path, balance, next }) ? path : instant;',
        'return path ?? instant;',
      ),
    ],
    tests: [linkedOrder],
    only: 'show the missing entry',
  },
  {
    bug: 'a pull that was overtaken writes its older progress over the newer',
    edits: [edit('lib/ledger/store/saved-cursor.ts', ' OR version = :before', ' OR version >= :before')],
    tests: ['test/lib/ledger/store/saved-cursor.test.ts'],
    only: 'overtaken',
  },
  {
    bug: 'an item that the table has put off counts as absent',
    edits: [
      edit(
        'lib/aws/read-items.ts',
        '    left = UnprocessedKeys?.[env.table]?.Keys ?? [];\n',
        '    left = UnprocessedKeys ? [] : [];\n',
      ),
    ],
    tests: ['test/lib/aws/read-items.test.ts'],
    only: 'puts off',
  },
  {
    bug: 'a row that is there is written over',
    edits: [edit('lib/ledger/store/put-once.ts', "        ConditionExpression: 'attribute_not_exists(pk)',\n", '')],
    tests: [rows],
  },
  {
    bug: 'an entry that is read again is stored again',
    edits: [
      edit(
        'lib/ledger/store/ledger-store.ts',
        'sk: { S: sortKeyOf(ledger, entry) } }',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
        'sk: { S: `${sortKeyOf(ledger, entry)}#${Date.now()}` } }',
      ),
    ],
    tests: [pulls],
    only: 'dies',
  },
  {
    bug: 'sums are floats',
    edits: [
      edit(
        'lib/ledger/proof/add-up.ts',
        'totals[key] = new Decimal(totals[key] ?? 0).plus(entry.change).toFixed();',
        'totals[key] = String(Number(totals[key] ?? 0) + Number(entry.change));',
      ),
    ],
    tests: [sums],
  },
  {
    bug: 'a page shorter than was asked for ends the account log',
    edits: [edit('lib/exchanges/kraken/futures/ledger.ts', 'const shortPage = 100;', 'const shortPage = 1000;')],
    tests: ['test/lib/exchanges/kraken/futures/ledger.test.ts'],
  },
  {
    bug: 'the tenant is missing in the ledger’s key',
    edits: [
      edit(
        'lib/accounts/partitions.ts',
        "return partition('LEDGER', ref);",
        "return partition('LEDGER', { ...ref, tenant: 'all' });",
      ),
    ],
    tests: [rows],
  },
  {
    bug: 'a gap closes by its times',
    edits: [
      edit(
        'lib/ledger/ingest/read-ledger.ts',
        'before.filter(({ entry }) => entry === null || !verified.has(entry))',
        'before.filter(({ entry }) => entry === null || verified.size === 0)',
      ),
    ],
    tests: [gaps, windows, seeds],
  },
  {
    bug: 'a gap closes when a reading that begins within it shows some of its rows',
    edits: [edit('lib/ledger/ingest/read-ledger.ts', 'known.map((gap) => narrowed(gap, unverified))', 'known')],
    tests: [gaps],
  },
  {
    bug: 'where a reading has paused its chains are forgotten',
    edits: [edit('lib/ledger/ingest/read-ledger.ts', 'links: followed.links }', 'links: {} }')],
    tests: [gaps, windows, chains],
  },
  {
    bug: 'a ledger that its last row agrees with needs no sum',
    edits: [
      edit(
        'lib/ledger/proof/reconcile-chains.ts',
        'return equal(found.ledger, left) && isReported ?',
        'return isReported ?',
      ),
    ],
    tests: [sums],
  },
  {
    bug: 'a pull is as stubborn about nonces as an order',
    edits: [edit('lib/exchanges/wire/nonce-retry.ts', 'const yieldingAttempts = 2;', 'const yieldingAttempts = 8;')],
    tests: [yields],
    only: 'gives up after two',
  },
  {
    bug: 'a new key that fails at first is no longer new',
    edits: [
      edit('lib/ledger/ingest/pull.ts', '...withKey(cursor, credentialVersion),', '...cursor,\n    credentialVersion,'),
    ],
    tests: [rotation],
    only: 'same customer',
  },
  {
    bug: 'another customer’s books go on in the former’s',
    edits: [
      edit(
        'lib/ledger/ingest/ledger-owner.ts',
        'owner !== null && found !== null && owner !== found;',
        'owner === null && found === owner && found !== null;',
      ),
    ],
    tests: [rotation],
    only: 'former customer',
  },
  {
    bug: 'a ledger whose balances differ is called complete',
    edits: [
      edit(
        'lib/ledger/store/ledger-coverage.ts',
        'isPerEntry && cursor.mismatches.length > 0',
        'isPerEntry && agreedTo < 0',
      ),
    ],
    tests: [proofs],
    only: 'whatever its place',
  },
  {
    bug: 'a ledger that two market types share is read for each of them',
    edits: [
      edit(
        'lib/exchanges/streams.ts',
        'return [...new Set(marketTypes.flatMap((type) => markets[type].stream ?? []))];',
        'return marketTypes.flatMap((type) => markets[type].stream ?? []);',
      ),
    ],
    tests: [sharedStream],
  },
  {
    bug: 'an entry is counted for each market type of its ledger',
    edits: [
      edit(
        'lib/ledger/store/merged-entries.ts',
        'ledger.only === undefined || entryMarketType(ledger, symbol) === ledger.only',
        'ledger.only !== null || entryMarketType(ledger, symbol) === ledger.only',
      ),
    ],
    tests: [sharedStream],
  },
  {
    bug: 'a record of a newer release is read as if its shape were known',
    edits: [edit('lib/aws/stored-shape.ts', 'stored >= 1 && stored <= shape', 'stored >= 1')],
    tests: [shapes],
    only: 'newer release',
  },
];
