import { Decimal } from 'decimal.js';
import { type MarketType, marketTypes } from '../../../lib/exchanges/model/axes.ts';
import { balanceBefore, type LedgerEntry } from '../../../lib/exchanges/model/ledger-entry.ts';
import { chainKey } from '../../../lib/ledger/proof/chains.ts';
import { runningBalance } from '../../../lib/ledger/proof/running-balance.ts';
import { isUnread } from '../../../lib/ledger/proof/unread-gaps.ts';
import { ledgerCoverage } from '../../../lib/ledger/store/ledger-coverage.ts';
import type { LedgerCursor } from '../../../lib/ledger/store/ledger-cursor.ts';
import { type AccountName, accounts } from '../harness/accounts.ts';
import { cursorOf, ledgerOf } from '../harness/ledger.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { TrueRow } from '../scenes/scene.ts';
import { nonceFaults, secrecyFaults } from './wire.ts';

/**
 * Holds the ledger against the exchange's own books, at any moment: after a crash as well as in the end. Every line names what it breaks:
 * L1 a row is stored as it was booked, L2 once, L3 no row that was shown is behind the watermark and not stored, L4 what is missing lies
 * in a gap that is told.
 */
export async function judgeLedger(
  scenario: Scenario,
  name: AccountName,
  excused: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const ends = await Promise.all(marketTypes.map((marketType) => booksFaults(scenario, name, marketType, excused)));
  return [...ends.flat(), ...scenario.violations, ...nonceFaults(scenario), ...secrecyFaults(scenario)];
}

/** `excused`: ids of rows that were withheld once and may be shown by now. */
async function booksFaults(
  scenario: Scenario,
  name: AccountName,
  marketType: MarketType,
  excused: ReadonlySet<string>,
): Promise<string[]> {
  const stored = await ledgerOf(name, marketType);
  const cursor = await cursorOf(name, marketType);
  const truth = scenario.exchange.ledger(marketType, accounts[name].customer);
  const byId = new Map(stored.map((row) => [row.id, row]));
  const booked = new Map(truth.map((row) => [row.id, row]));
  const faults = [
    ...stored.flatMap((row) => rowFaults(row, booked.get(row.id))),
    ...(byId.size < stored.length ? [`L2 ${stored.length - byId.size} rows are stored twice`] : []),
    ...watermarkFaults(
      cursor,
      truth.filter(({ id }) => !excused.has(`${marketType} ${id}`)),
      byId,
    ),
    ...coverageFaults(cursor, truth, byId),
  ];
  return faults.map((fault) => `${marketType} ${fault}`);
}

/** A row that could not be read is told as a gap of its own kind. */
export function isInUnreadGap(gaps: LedgerCursor['gaps'], time: number): boolean {
  return gaps.some((gap) => isUnread(gap) && time >= gap.from && time <= gap.to);
}

const amounts = ['before', 'after', 'realizedPnl', 'funding', 'fee', 'liquidationFee'] as const;

/** An amount of a stored entry by the name of the true row. */
function amountOf(entry: LedgerEntry, name: (typeof amounts)[number]): string | null {
  if (name === 'before') return balanceBefore(entry);
  return name === 'after' ? entry.balanceAfter : entry[name];
}

function rowFaults(row: LedgerEntry, booked: TrueRow | undefined): string[] {
  if (booked === undefined) return [`L1 ${row.id} was never booked`];
  const differs = amounts.filter((field) => !isSame(amountOf(row, field), booked[field]));
  const isElsewhere = row.time !== booked.time || chainKey(row) !== chainKey(booked);
  return [
    ...differs.map((field) => `L1 ${row.id}: ${field} ${amountOf(row, field)} instead of ${booked[field]?.toFixed()}`),
    ...(isElsewhere
      ? [`L1 ${row.id}: ${row.time} ${chainKey(row)} instead of ${booked.time} ${chainKey(booked)}`]
      : []),
  ];
}

function isSame(stored: string | null, booked: Decimal | null): boolean {
  return stored === null || booked === null ? stored === booked : new Decimal(stored).eq(booked);
}

function watermarkFaults(
  { coveredTo, gaps }: LedgerCursor,
  truth: readonly TrueRow[],
  stored: ReadonlyMap<string, unknown>,
): string[] {
  return truth
    .filter((row) => row.isShown && !row.wasWithheld && row.time < (coveredTo ?? 0) && !stored.has(row.id))
    .filter(({ time }) => !isInUnreadGap(gaps, time))
    .map(({ id }) => `L3 ${id} is behind the watermark and not stored`);
}

/** Rows of one chain that are missing in a row, up to the next one stored. */
interface Missing {
  readonly rows: readonly TrueRow[];
  readonly next: TrueRow;
  readonly isFirst: boolean;
}

function coverageFaults(
  cursor: LedgerCursor,
  truth: readonly TrueRow[],
  stored: ReadonlyMap<string, unknown>,
): string[] {
  const coverage = ledgerCoverage(runningBalance, cursor, {});
  const missing = missingRows(truth, stored).filter(({ rows, next, isFirst }) => {
    // Hidden rows that cancel each other out prove nothing, nor what was there before the exchange's oldest row.
    const isProven =
      !next.before.eq(rows[0]?.before ?? 0) && !(isFirst && cursor.known.beginning?.foundNothing !== true);
    // A row stored by a worker that died before it wrote the cursor is not read yet.
    return isProven && next.time <= (cursor.known.chains[chainKey(next)]?.time ?? 0);
  });
  const isTold = ({ time }: TrueRow): boolean =>
    time < (coverage.from ?? 0) ||
    time >= (coverage.to ?? Number.POSITIVE_INFINITY) ||
    coverage.gaps.some(({ from, to }) => time >= from && time <= to);
  const untold = missing.flatMap(({ rows }) => rows.filter((row) => !isTold(row)));
  return [
    ...untold.map(({ id }) => `L4 ${id} is missing, and no gap says so`),
    ...(coverage.complete && untold.length > 0 ? ['L4 complete, it says'] : []),
  ];
}

function missingRows(truth: readonly TrueRow[], stored: ReadonlyMap<string, unknown>): Missing[] {
  const pending = new Map<string, TrueRow[]>();
  const begun = new Set<string>();
  return truth.flatMap((row): Missing[] => {
    const key = chainKey(row);
    const rows = pending.get(key) ?? [];
    if (!stored.has(row.id)) {
      pending.set(key, [...rows, row]);
      return [];
    }
    const isFirst = !begun.has(key);
    begun.add(key);
    pending.delete(key);
    return rows.length === 0 ? [] : [{ rows, next: row, isFirst }];
  });
}

/** The end of a scenario in which everything has been shown: what is stored is what was booked, all of it, and it adds up. */
export async function judgeWhole(
  scenario: Scenario,
  name: AccountName,
  excused: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const faults = await judgeLedger(scenario, name, excused);
  for (const marketType of marketTypes) {
    const stored = new Map((await ledgerOf(name, marketType)).map((row) => [row.id, row]));
    const { gaps, mismatches, conflicts, lastError, known } = await cursorOf(name, marketType);
    const truth = scenario.exchange.ledger(marketType, accounts[name].customer);
    // Rows that were hidden together and cancel each other out leave no trace to look for, nor do those before the first one shown.
    const traceless = missingRows(truth, stored)
      .filter(
        ({ rows, next, isFirst }) =>
          next.before.eq(rows[0]?.before ?? 0) || (isFirst && known.beginning?.foundNothing === false),
      )
      .flatMap(({ rows }) => rows.filter(({ id }) => excused.has(`${marketType} ${id}`)));
    // The last change of a position: no later row misses it, and no balance of money tells of it.
    const ends = truth.filter(
      (row) =>
        row.isPosition && excused.has(`${marketType} ${row.id}`) && row.time > (known.chains[chainKey(row)]?.time ?? 0),
    );
    const lost = truth.filter((row) => row.isShown && !stored.has(row.id) && ![...traceless, ...ends].includes(row));
    if (lost.length > 0)
      faults.push(`${marketType} ${lost.length} of ${truth.length} rows are not stored: ${lost[0]?.id}`);
    if (gaps.length > 0) faults.push(`${marketType} gaps are left: ${JSON.stringify(gaps)}`);
    if (mismatches.length > 0) faults.push(`${marketType} balances differ: ${JSON.stringify(mismatches)}`);
    if (conflicts.length > 0) faults.push(`${marketType} conflicts: ${conflicts.join()}`);
    if (lastError !== null) faults.push(`${marketType} still failing: ${lastError.message}`);
  }
  return faults;
}
