import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import type { LedgerRange } from '../store/ledger-store.ts';
import { mergedEntries, type SourcedEntry } from '../store/merged-entries.ts';
import { keptRange, type StoredLedger } from '../store/stored-ledger.ts';

/** Ledgers of the same wallet at the exchange. Accounts with the same key, or with keys of one customer, have each pulled the wallet. */
export type SameLedgers = readonly StoredLedger[];

/** Each ledger stands in a single group; a ledger of a single account stands alone. */
export function sameLedgers(ledgers: readonly StoredLedger[]): SameLedgers[] {
  return ledgers.reduce<SameLedgers[]>((groups, ledger) => {
    const joined = groups.filter((group) => group.some((other) => isSame(other, ledger)));
    return [...groups.filter((group) => !joined.includes(group)), [...joined.flat(), ledger]];
  }, []);
}

function isSame(one: StoredLedger, other: StoredLedger): boolean {
  if (one.exchange !== other.exchange || one.stream !== other.stream) return false;
  return one.marks.some((mark) => other.marks.includes(mark));
}

/** An entry that another account of the group has shown already is a repeat: the exchange has booked the entry once. */
export type CountedEntry = SourcedEntry<StoredLedger> & { readonly isRepeat: boolean };

/** The entries of all ledgers of a group, oldest first. */
export async function* countedEntries(group: SameLedgers, range: LedgerRange): AsyncGenerator<CountedEntry> {
  let seen: LedgerEntry[] = [];
  for await (const sourced of mergedEntries(group, keptRange(range))) {
    const { entry } = sourced;
    seen = seen.filter((other) => other.time === entry.time && other.id === entry.id);
    yield { ...sourced, isRepeat: seen.some((other) => isOfOneCustomer(other, entry)) };
    seen.push(entry);
  }
}

/** A key may have belonged to another customer before, whose entry can have the same number and time. */
function isOfOneCustomer(one: LedgerEntry, other: LedgerEntry): boolean {
  return one.owner === null || other.owner === null || one.owner === other.owner;
}
