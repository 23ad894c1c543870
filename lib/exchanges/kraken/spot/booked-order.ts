import { Decimal } from '../../../decimal.ts';
import type { LedgerEntry } from '../../model/ledger-entry.ts';
import type { LedgerRow } from '../../rules/unread-entries.ts';

/**
 * Rows of the ledger, oldest first, with the rows of one moment and asset in the order of their booking. No page promises the order of such
 * rows; each balance begins where the balance before ended. Rows whose balances form no chain stay as they stand.
 */
export function inBookedOrder(rows: readonly LedgerRow[]): LedgerRow[] {
  const ordered = [...rows];
  for (const places of placesByMoment(rows).values()) {
    const chain = chainOf(places.map((place) => rows[place]?.entry).filter((entry) => entry != null));
    for (const [index, entry] of chain.entries()) {
      const place = places[index];
      const row = rows.find((each) => each.entry === entry);
      if (place !== undefined && row !== undefined) ordered[place] = row;
    }
  }
  return ordered;
}

function placesByMoment(rows: readonly LedgerRow[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, { entry }] of rows.entries()) {
    if (entry === null) continue;
    const moment = `${entry.time} ${entry.asset}`;
    places.set(moment, [...(places.get(moment) ?? []), place]);
  }
  return places;
}

/** Empty where the balances form no chain. */
function chainOf(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const rest = [...entries];
  const isFirst = (entry: LedgerEntry) => !entries.some((other) => other !== entry && endOf(other) === startOf(entry));
  const chain: LedgerEntry[] = [];
  for (let at = rest.findIndex(isFirst); at !== -1; at = rest.findIndex((entry) => startOf(entry) === lastOf(chain)))
    chain.push(...rest.splice(at, 1));
  return rest.length === 0 ? chain : [];
}

function lastOf(chain: readonly LedgerEntry[]): string | null {
  const last = chain.at(-1);
  return last === undefined ? null : endOf(last);
}

/** Null for a balance that is not told: such a row is in no chain. */
function endOf({ balanceAfter }: LedgerEntry): string | null {
  return balanceAfter === null ? null : new Decimal(balanceAfter).toFixed();
}

function startOf({ balanceAfter, change }: LedgerEntry): string | undefined {
  return balanceAfter === null ? undefined : new Decimal(balanceAfter).minus(change).toFixed();
}
