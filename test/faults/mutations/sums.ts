import { edit, type Mutation } from './mutation.ts';

const proofs = 'test/lib/ledger/proof/proofs.test.ts';
const sumsOfChanges = 'test/lib/ledger/proof/sum-of-changes.test.ts';

const kinds = 'test/lib/exchanges/kraken/ledger-sums.test.ts';
const positions = 'test/lib/exchanges/kraken/futures/positions.test.ts';
const balances = 'test/lib/http/present/balances.test.ts';

/** Bugs of a ledger whose entries have no balances, and of the sums that clients read. */
export const sumMutations: readonly Mutation[] = [
  {
    bug: 'fills of the ledger that share a millisecond are lost between two pages',
    edits: [edit('lib/ledger/reports/ledger-fills.ts', 'newestFirst(place, below) > 0', 'place.time < below.time')],
    tests: ['test/lib/ledger/reports/ledger-fills.test.ts'],
  },
  {
    bug: 'a trade whose fee and profit were booked moments apart is two fills',
    edits: [edit('lib/ledger/reports/ledger-fills.ts', 'trades.set(key,', 'trades.set(entry.id,')],
    tests: ['test/lib/ledger/reports/ledger-fills.test.ts'],
  },
  {
    bug: 'a trade whose entries lie on both sides of an edge is told on both sides',
    edits: [edit('lib/ledger/reports/ledger-fills.ts', 'to: end + tradeSpreadMs', 'to: end')],
    tests: ['test/lib/ledger/reports/ledger-fills.test.ts'],
    only: 'moments apart',
  },
  {
    bug: 'fees in two assets are added up in one',
    edits: [edit('lib/ledger/reports/ledger-fills.ts', ' || charged.some(({ asset }) => asset !== first.asset)', '')],
    tests: ['test/lib/ledger/reports/ledger-fills.test.ts'],
  },
  {
    bug: 'fills of another customer of the exchange are shown',
    edits: [edit('lib/ledger/reports/ledger-fills.ts', 'entry.owner === owner', 'entry !== undefined')],
    tests: ['test/lib/ledger/reports/ledger-fills.test.ts'],
  },
  {
    bug: 'a margin trade on spot never gets side, quantity and price of the fill',
    edits: [
      edit('lib/ledger/orders/unnamed-entries.ts', "tradesInFills === 'margin' && realizedPnl !== null", 'false'),
    ],
    tests: ['test/lib/ledger/orders/fills-of-trades.test.ts'],
  },
  {
    bug: 'a list that balances alone can prove is complete before the first pull',
    edits: [edit('lib/ledger/reports/ledger-answer.ts', 'stream === null || proofOf', 'stream !== null || proofOf')],
    tests: ['test/lib/ledger/reports/before-first-pull.test.ts'],
  },
  {
    bug: 'of two own orders that traded with each other one tells the quantity of a profit',
    edits: [edit('lib/ledger/reports/pnl-quantities.ts', ' || other !== undefined', '')],
    tests: ['test/lib/ledger/reports/pnl-quantities.test.ts'],
  },
  {
    bug: 'an answer without a quantity of a profit asks for the fills of every symbol',
    edits: [edit('lib/ledger/reports/pnl-quantities.ts', '.slice(0, mostSymbols)', '')],
    tests: ['test/lib/ledger/reports/pnl-quantities.test.ts'],
  },
  {
    bug: 'the profit of a margin position on spot is in no sum',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/ledger-entry.ts',
        'realizedPnl: realizing.includes(type) ? amount : null,',
        'realizedPnl: realizing.includes(id) ? amount : null,',
      ),
    ],
    tests: [kinds],
  },
  {
    bug: 'fees of spot trades belong to no pair',
    edits: [edit('lib/ledger/reports/pnl-summary.ts', 'symbol ?? trade?.symbol ?? null', 'symbol ?? null')],
    tests: ['test/lib/ledger/reports/pnl-by-pair.test.ts'],
  },
  {
    bug: 'a trade at the edge of the range loses its pair',
    edits: [
      edit(
        'lib/ledger/reports/pnl-summary.ts',
        '{ from: from - tradeSpreadMs, to: to + tradeSpreadMs }',
        '{ from, to }',
      ),
    ],
    tests: ['test/lib/ledger/reports/pnl-by-pair.test.ts'],
    only: 'begins or ends between',
  },
  {
    bug: 'the fee of a withdrawal is a cost of trading',
    edits: [
      edit(
        'lib/ledger/reports/pnl-sums.ts',
        'tradingKinds.includes(entry.kind) || !realizedPnl.isZero()',
        '!isInterest || !realizedPnl.isZero()',
      ),
    ],
    tests: [kinds],
  },
  {
    bug: 'a position of a size below zero is told as it comes',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/positions.ts',
        "side: isNegative ? 'short' : named, size: size === null ? null : new Decimal(size).abs().toFixed()",
        'side: named, size: size === null || isNegative === null ? null : new Decimal(size).toFixed()',
      ),
    ],
    tests: [positions],
    only: 'a size is never below zero',
  },
  {
    bug: 'contracts of a name of no known scheme are told as coins',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/positions.ts',
        'contracts: isReadable(contract) ? size : null,',
        'contracts: isReadable(contract) ? size : size,',
      ),
    ],
    tests: [positions],
    only: 'is not known where neither',
  },
  {
    bug: 'the export joins the entries of a trade by their moment',
    edits: [
      edit(
        'lib/ledger/reports/trade-facts.ts',
        'export const tradeSpreadMs = 1000;',
        'export const tradeSpreadMs = 0;',
      ),
    ],
    tests: ['test/lib/ledger/reports/exported-entries.test.ts'],
    only: 'are one trade in the export',
  },
  {
    bug: 'money in another wallet is a balance to trade with',
    edits: [
      edit(
        'lib/http/present/balances.ts',
        'balances.filter(({ otherWallet }) => otherWallet === undefined)',
        'balances.filter(({ asset }) => asset !== undefined)',
      ),
    ],
    tests: [balances],
  },
  {
    bug: 'sums of changes prove entries before a reading has agreed',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        '(provenTo === null ? null : Math.min(provenTo, coveredTo ?? 0))',
        '(provenTo === null ? coveredTo : coveredTo)',
      ),
    ],
    tests: [sumsOfChanges, proofs],
  },
  {
    bug: 'sums of changes start in a wallet that is moving',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        "return latest.every(({ kind }) => kind === 'position');",
        'return latest.every(({ id }) => id !== null);',
      ),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'the eight days of a difference begin with the last agreement',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        'const longest = Math.min(...Object.values(cursor.differsSince));',
        'const longest = cursor.provenTo ?? 0;',
      ),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'the search for the entries of a difference begins with the last agreement',
    edits: [edit('lib/ledger/ingest/read-ledger.ts', 'firstSeen.length > 0 ?', 'firstSeen.length < 0 ?')],
    tests: [sumsOfChanges],
  },
  {
    bug: 'a difference that a late entry may explain raises an alarm',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        'reportMismatches(ledger, overdue(reconciled, reading));',
        'reportMismatches(ledger, mismatches);',
      ),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'a difference that lasts raises no alarm',
    edits: [
      edit('lib/ledger/proof/sum-of-changes.ts', '  reportMismatches(ledger, overdue(reconciled, reading));\n', ''),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'a difference that begins anew is as old as the difference before',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        'return Object.fromEntries(mismatches.map(chainKey).map((key) => [key, differsSince[key] ?? at]));',
        'return { ...Object.fromEntries(mismatches.map(chainKey).map((key) => [key, at])), ...differsSince };',
      ),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'a new proof gives up an entry that may be late',
    edits: [
      edit(
        'lib/ledger/proof/sum-of-changes.ts',
        ' && overdue(cursor, reading).length === cursor.mismatches.length',
        '',
      ),
    ],
    tests: [sumsOfChanges],
  },
  {
    bug: 'a balance agrees with the moment before an entry that it has seen',
    edits: [edit('lib/ledger/proof/sum-of-changes.ts', ' && entry.time >= at - clockMarginMs', '')],
    tests: ['test/lib/ledger/proof/sum-of-changes.test.ts'],
  },
  {
    bug: 'coins received for a settled margin position are profit',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/ledger-entry.ts',
        "const realizing: readonly string[] = ['margin'];",
        "const realizing: readonly string[] = ['margin', 'settled'];",
      ),
    ],
    tests: ['test/lib/exchanges/kraken/ledger-sums.test.ts'],
    only: 'settled',
  },
];
