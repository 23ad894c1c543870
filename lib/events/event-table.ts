import type { ItemKey } from '../aws/table-item.ts';
import type { Change } from '../outbox/change.ts';

/** An item with waiting changes, or the knowledge that a competing sequencer has listed the changes. */
export interface Source {
  readonly key: ItemKey;
  /** Oldest first. */
  readonly changes: readonly Change[];
  /** The only slot that may take these changes. */
  readonly slot: number;
  /** Of the outbox: a write that changes the outbox gives another. */
  readonly revision: string | undefined;
}

/** What the sequencer needs of the table: single items with conditions, read consistently. */
export interface EventTable {
  /** Items with waiting changes, oldest first, except those of `but`. May lag behind the table. */
  readonly waiting: (limit: number, but: ReadonlySet<string>) => Promise<readonly ItemKey[]>;
  /** The number of the last slot, 0 where nothing was ever listed. */
  readonly lastSlot: () => Promise<number>;
  /** The ids of the changes of a slot. Null for a slot that is not filled, or not kept any more. */
  readonly idsIn: (slot: number) => Promise<ReadonlySet<string> | null>;
  /** Fills the slot after the last. False where a competing sequencer was first. */
  readonly fill: (slot: number, changes: readonly Change[]) => Promise<boolean>;
  /** Gives the item's changes to a slot, in place of `before`. The source as it stands afterwards; null without waiting changes. */
  readonly mark: (key: ItemKey, slot: number, before: number | null) => Promise<Source | null>;
  /** Takes listed changes out of the item. A competing sequencer may have done the same already. */
  readonly clear: (source: Source, listed: ReadonlySet<string>) => Promise<void>;
}
