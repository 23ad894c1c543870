import type { ItemKey } from '../../../lib/aws/table-item.ts';
import type { EventTable, Source } from '../../../lib/events/event-table.ts';
import { nameOf } from '../../../lib/events/list-changes.ts';
import type { Change } from '../../../lib/outbox/change.ts';

interface StoredItem {
  changes: Change[];
  slot: number | null;
  revision: number;
}

/** Items and slots as conditional writes leave them. Every read and write is one step. */
export interface MemoryTable {
  readonly items: Map<string, StoredItem>;
  readonly slots: Map<number, readonly Change[]>;
  /** Adds a change to an item, as a write of the item would. */
  append(name: string, change: Change): void;
  /** The table for one sequencer; `step` waits for the sequencer's turn before and after each request, and may end the sequencer. */
  seenBy(step: () => Promise<void>): EventTable;
}

export function keyNamed(name: string): ItemKey {
  return { pk: { S: 'ORDER#t#desk' }, sk: { S: name } };
}

export function memoryTable(): MemoryTable {
  const items = new Map<string, StoredItem>();
  const slots = new Map<number, readonly Change[]>();
  const sourceOf = (key: ItemKey): Source | null => {
    const item = items.get(key.sk.S);
    if (item === undefined || item.changes.length === 0) return null;
    return { key, changes: [...item.changes], slot: item.slot ?? 0, revision: String(item.revision) };
  };
  const mark = (key: ItemKey, slot: number, before: number | null): Source | null => {
    const item = items.get(key.sk.S);
    if (item !== undefined && item.changes.length > 0 && item.slot === before) {
      item.slot = slot;
      item.revision += 1;
    }
    return sourceOf(key);
  };
  const clear = ({ key, slot }: Source, listed: ReadonlySet<string>): void => {
    const item = items.get(key.sk.S);
    if (item === undefined || item.slot !== slot) return;
    Object.assign(item, { changes: item.changes.filter(({ id }) => !listed.has(id)), slot: null });
    item.revision += 1;
  };
  const fill = (slot: number, changes: readonly Change[]): boolean => {
    if (slots.has(slot)) return false;
    slots.set(slot, changes);
    return true;
  };
  const append = (name: string, change: Change): void => {
    const item = items.get(name) ?? { changes: [], slot: null, revision: 0 };
    item.changes.push(change);
    item.revision += 1;
    items.set(name, item);
  };
  const waiting = (limit: number, but: ReadonlySet<string>): readonly ItemKey[] =>
    [...items.entries()]
      .filter(([, { changes }]) => changes.length > 0)
      .map(([name]) => keyNamed(name))
      .filter((key) => !but.has(nameOf(key)))
      .slice(0, limit);
  return {
    items,
    slots,
    append,
    seenBy: (step) => {
      const request = async <T>(run: () => T): Promise<T> => {
        await step();
        const answer = run();
        await step();
        return answer;
      };
      return {
        waiting: (limit, but) => request(() => waiting(limit, but)),
        lastSlot: () => request(() => Math.max(0, ...slots.keys())),
        idsIn: (slot) => request(() => idsOf(slots.get(slot))),
        fill: (slot, changes) => request(() => fill(slot, changes)),
        mark: (key, slot, before) => request(() => mark(key, slot, before)),
        clear: (source, listed) => request(() => clear(source, listed)),
      };
    },
  };
}

function idsOf(changes: readonly Change[] | undefined): ReadonlySet<string> | null {
  return changes === undefined ? null : new Set(changes.map(({ id }) => id));
}
