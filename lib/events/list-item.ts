import type { ItemKey } from '../aws/table-item.ts';
import { listChanges, nameOf } from './list-changes.ts';
import { eventTable } from './waiting-changes.ts';

/** Competing sequencers may take slots meanwhile. */
const effort = { slots: 8, forMs: 4000 } as const;

/** Lists the changes that wait in one item. The index of waiting changes lags behind the table, so the item itself is asked. */
export async function listItem(tenant: string, key: ItemKey): Promise<void> {
  const waiting = async (_limit: number, but: ReadonlySet<string>) => (but.has(nameOf(key)) ? [] : [key]);
  await listChanges({ ...eventTable(tenant), waiting }, { slots: effort.slots, until: Date.now() + effort.forMs });
}

/**
 * Lists all that waits, and the item at the latest with it: changes of an item stay together, so a change that the item gets from now on would
 * else stand before the changes of other items that came first.
 */
export async function listBefore(tenant: string, key: ItemKey): Promise<void> {
  const table = eventTable(tenant);
  const waiting = async (limit: number, but: ReadonlySet<string>) => {
    const others = (await table.waiting(limit, but)).filter((other) => nameOf(other) !== nameOf(key));
    return but.has(nameOf(key)) ? others : [...others, key];
  };
  await listChanges({ ...table, waiting }, { slots: effort.slots, until: Date.now() + effort.forMs });
}
