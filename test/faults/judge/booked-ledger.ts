import { Decimal } from 'decimal.js';
import type { LedgerEntry } from '../../../lib/exchanges/model/ledger-entry.ts';
import type { LedgerCursor } from '../../../lib/ledger/store/ledger-cursor.ts';
import { type AccountName, accounts } from '../harness/accounts.ts';
import type { AnyScenario } from '../harness/scenario.ts';
import { storedLedgers } from '../harness/stored-ledgers.ts';
import type { ChangeRow } from '../scenes/scene.ts';
import { nonceFaults, secrecyFaults } from './wire.ts';

/** L1 to L3 of a ledger without balances, at any moment: every entry as it was booked, once, and none missing behind the watermark. */
export async function judgeChanges(scenario: AnyScenario, name: AccountName): Promise<string[]> {
  const truth = scenario.exchange.changes?.rows(accounts[name].customer) ?? [];
  const faults = (await storedLedgers(scenario, name)).flatMap(({ entries, cursor }) => [
    ...entries.flatMap((entry) => entryFaults(entry, truth)),
    ...twiceFaults(entries),
    ...watermarkFaults(entries, cursor, truth),
  ]);
  return [...faults, ...scenario.violations, ...nonceFaults(scenario), ...secrecyFaults(scenario)];
}

/** The end of a scenario: besides, all of it is stored, it adds up to the exchange's balances, and no pull is still failing. */
export async function judgeAllChanges(scenario: AnyScenario, name: AccountName): Promise<string[]> {
  const truth = scenario.exchange.changes?.rows(accounts[name].customer) ?? [];
  const ends = (await storedLedgers(scenario, name)).flatMap(({ entries, cursor }) => {
    const stored = new Set(entries.map(({ id }) => id));
    const lost = truth.filter(({ id }) => !stored.has(id));
    return [
      ...lost.map(({ id }) => `L4 ${id} is not stored in the end`),
      ...(cursor.mismatches.length > 0 ? [`L4 balances differ: ${JSON.stringify(cursor.mismatches)}`] : []),
      ...(cursor.provenTo === null ? ['L4 nothing is proven'] : []),
      ...(cursor.conflicts.length > 0 ? [`L1 conflicts: ${cursor.conflicts.join()}`] : []),
      ...(cursor.lastError === null ? [] : [`still failing: ${cursor.lastError.message}`]),
    ];
  });
  return [...(await judgeChanges(scenario, name)), ...ends];
}

function entryFaults(entry: LedgerEntry, truth: readonly ChangeRow[]): string[] {
  const row = truth.find(({ id }) => id === entry.id);
  if (row === undefined) return [`L1 ${entry.id} was never booked`];
  const told = [entry.time, entry.asset, new Decimal(entry.change).toFixed(), entry.realizedPnl !== null];
  const booked = [row.time, row.asset, row.change.toFixed(), row.kind === 'pnl'];
  return told.join() === booked.join() ? [] : [`L1 ${entry.id}: ${told} instead of ${booked}`];
}

function twiceFaults(entries: readonly LedgerEntry[]): string[] {
  const ids = new Set(entries.map(({ id }) => id));
  return ids.size === entries.length ? [] : [`L2 ${entries.length - ids.size} entries are stored twice`];
}

function watermarkFaults(
  entries: readonly LedgerEntry[],
  { coveredTo }: LedgerCursor,
  truth: readonly ChangeRow[],
): string[] {
  const stored = new Set(entries.map(({ id }) => id));
  return truth
    .filter(({ id, time }) => time < (coveredTo ?? 0) && !stored.has(id))
    .map(({ id }) => `L3 ${id} is behind the watermark and not stored`);
}
