import type { AccountRef } from '../accounts/account.ts';
import { keysPerRequest, readItems } from '../aws/read-items.ts';
import { readableItems } from '../aws/readable-items.ts';
import { entryFrom } from '../journal/journal.ts';
import type { OrderRecord } from './order.ts';
import { orderKey } from './order-store.ts';

/** The journal entries under the given client order ids, a hundred in a request. Null for an entry that cannot be read, and nothing for no entry. */
export async function readOrderRecords(
  ref: AccountRef,
  clientOrderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderRecord | null>> {
  const ids = [...new Set(clientOrderIds)];
  const entries = new Map<string, OrderRecord | null>();
  for (let start = 0; start < ids.length; start += keysPerRequest) {
    const keys = ids.slice(start, start + keysPerRequest).map((id) => orderKey(ref, id));
    for (const item of await readItems(keys))
      entries.set((item.sk?.S ?? '').slice('ORDER#'.length), readableItems([item], entryFrom<OrderRecord>)[0] ?? null);
  }
  return entries;
}
