import type { AccountRef } from '../accounts/account.ts';
import { blankChanges, isPurged, readSlots } from './slot-store.ts';

const slotsPerPage = 20;

/**
 * Takes everything that the list tells of an account out of the list. The ids of all other events stay. `proceed` runs before each page with the
 * slot that comes next, and may throw to end the purge: a repeated purge begins with that slot.
 */
export async function purgeEvents(
  { tenant, accountId }: AccountRef,
  proceed: (slot: number) => Promise<void>,
  first = 0,
): Promise<void> {
  for (let from = first; ; ) {
    await proceed(from);
    const slots = await readSlots(tenant, from, slotsPerPage);
    for (const slot of slots)
      if (slot.changes.some((change) => !isPurged(change) && change.accountId === accountId))
        await blankChanges(tenant, slot, accountId);
    const last = slots.at(-1);
    if (last === undefined || slots.length < slotsPerPage) return;
    from = last.slot + 1;
  }
}
