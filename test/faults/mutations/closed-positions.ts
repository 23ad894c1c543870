import { edit, type Mutation } from './mutation.ts';

const judge = 'lib/ledger/closings/judge-closings.ts';
const tests = ['test/lib/ledger/closings/judge-closings.test.ts'];

/** Bugs by which an event tells the end of a position that is open, or tells an end twice or never. */
export const closedPositionMutations: readonly Mutation[] = [
  {
    bug: 'the end of a position is told again by a second copy of a pull',
    edits: [
      edit(
        'lib/ledger/store/set-position.ts',
        'attribute_exists(pk) AND attribute_not_exists(entry.positionAfter)',
        'attribute_exists(pk)',
      ),
    ],
    tests,
    only: 'copies of a job',
  },
  {
    bug: 'a position is told as closed by positions that lack a fill of the same moment',
    edits: [edit(judge, ' && isQuiet && ', ' && (isQuiet || true) && ')],
    tests,
    only: 'right behind the reading',
  },
  {
    bug: 'a position is told as closed while the exchange has not shown every fill',
    edits: [
      edit(judge, 'of.booked.every(({ tradeId }) => tradeId !== null && after.has(tradeId))', 'of.booked.length'),
    ],
    tests,
    only: 'shows every fill',
  },
  {
    bug: 'the fills up to the positions are read before the exchange can show them',
    edits: [edit(judge, 'const lateMs = 2 * 60_000;', 'const lateMs = 0;')],
    tests,
    only: 'shows every fill',
  },
  {
    bug: 'fills that are cut short prove that a position was closed',
    edits: [edit(judge, 'leftOut.length === 0 && ', '')],
    tests,
    only: 'left out',
  },
  {
    bug: 'a position is judged by the positions of another key',
    edits: [edit(judge, ' || reading.keyVersion !== judged.session.keyVersion', '')],
    tests,
    only: 'another key',
  },
  {
    bug: 'the two positions of hedge mode count as one',
    edits: [edit('lib/ledger/closings/positions-after.ts', 'isHedged === true || ', '')],
    tests: ['test/lib/ledger/closings/positions-after.test.ts'],
    only: 'hedge mode',
  },
  {
    bug: 'Binance: a fill of hedge mode reads as a fill of one-way mode',
    edits: [edit('lib/exchanges/binance/usdm/market-data.ts', 'isSideOfHedge(row) ? {', 'isSideOfHedge({}) ? {')],
    tests: ['test/lib/exchanges/binance/account.test.ts'],
    only: 'of the side',
  },
];
