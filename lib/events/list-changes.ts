import { inParallel } from '../aws/all-to-the-end.ts';
import type { ItemKey } from '../aws/table-item.ts';
import type { EventTable, Source } from './event-table.ts';

/** The most items whose changes go into the same slot. */
const itemsPerSlot = 25;
/** Requests to the table side by side. */
const width = 12;
/** Of one slot, in characters of JSON: DynamoDB holds 400 KB in an item. */
const slotSize = 250_000;

export interface Effort {
  /** Slots that the call fills at most. */
  readonly slots: number;
  /** No slot is begun from then on: epoch ms by the local clock. */
  readonly until: number;
}

/**
 * Moves waiting changes into the list, each change exactly once, for any number of sequencers and any death of a sequencer.
 *
 * 1. An item is marked with the slot after the last. 2. The slot is filled with the changes of items that bear the slot's mark, unless a competing
 * sequencer was first.
 * 3. The changes that the slot holds are taken out of their items, together with the mark.
 *
 * A filled slot never changes, and a mark is given up only when its slot is filled. A change stands in the slot of the mark, or will never stand in
 * that slot: a mark whose slot was filled without the change is moved to a later slot. True when nothing waits any more, as far as the index shows.
 */
export async function listChanges(table: EventTable, { slots, until }: Effort): Promise<boolean> {
  const done = new Set<string>();
  for (let round = 0; round < slots && Date.now() < until; round += 1) {
    const keys = await table.waiting(itemsPerSlot, done);
    if (keys.length === 0) return true;
    await fillNext(table, keys, done);
  }
  return false;
}

async function fillNext(table: EventTable, keys: readonly ItemKey[], done: Set<string>): Promise<void> {
  const slot = (await table.lastSlot()) + 1;
  const given = await inParallel(keys, width, (key) => giveTo(table, key, slot));
  for (const [index, source] of given.entries()) if (source === null) done.add(nameOf(keys[index]));
  const sources = withinSize(given.filter((source) => source?.slot === slot) as readonly Source[]);
  if (sources.length === 0) return;
  const changes = sources.toSorted(byTime).flatMap((source) => source.changes);
  // A competing sequencer has filled the slot: the marks of this slot are settled in the next round.
  if (!(await table.fill(slot, changes))) return;
  const listed = new Set(changes.map(({ id }) => id));
  await inParallel(sources, width, (source) => table.clear(source, listed));
  for (const { key } of sources) done.add(nameOf(key));
}

export function nameOf(key: ItemKey | undefined): string {
  return `${key?.pk.S} ${key?.sk.S}`;
}

/** The source with the mark of `slot`, or of a later slot; null where nothing is left to list. */
async function giveTo(table: EventTable, key: ItemKey, slot: number): Promise<Source | null> {
  const source = await table.mark(key, slot, null);
  return source === null || source.slot >= slot ? source : settle(table, source, slot);
}

/**
 * The slot of the mark is filled. With these changes in the slot, the changes leave the item. Otherwise the slot never gets the changes,
 * and the mark moves to `slot`.
 */
async function settle(table: EventTable, source: Source, slot: number): Promise<Source | null> {
  const ids = await table.idsIn(source.slot);
  const isListed = source.changes.some(({ id }) => ids?.has(id));
  if (!isListed || ids === null) return table.mark(source.key, slot, source.slot);
  await table.clear(source, ids);
  return table.mark(source.key, slot, null);
}

/** By the first change of each item. The changes of one item stay together, in the order of their writes: clocks differ. */
function byTime({ changes: [one] }: Source, { changes: [other] }: Source): number {
  return (one?.at ?? 0) - (other?.at ?? 0);
}

/** An item that does not fit keeps its mark, and is moved to a later slot. The first item always fits. */
function withinSize(sources: readonly Source[]): readonly Source[] {
  let size = 0;
  return sources.filter(({ changes }, index) => {
    size += JSON.stringify(changes).length;
    return index === 0 || size <= slotSize;
  });
}
