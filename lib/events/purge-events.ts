import type { AccountRef } from '../accounts/account.ts';
import { blankChanges, isPurged, readSlots } from './slot-store.ts';

const slotsPerPage = 20;

/**
 * Takes everything that the list tells of an account out of the list, and returns the number of slots that told of the account. The ids of the
 * remaining events stay. `proceed` runs before each page with the slot that comes next, and may throw to end the purge: a repeated purge begins with
 * that slot.
 */
export async function purgeEvents(
  { tenant, accountId }: AccountRef,
  proceed: (slot: number) => Promise<void>,
  first = 0,
): Promise<number> {
  let blanked = 0;
  for (let from = first; ; ) {
    await proceed(from);
    const slots = await readSlots(tenant, from, slotsPerPage);
    const telling = slots.filter(({ changes }) =>
      changes.some((each) => !isPurged(each) && each.accountId === accountId),
    );
    for (const slot of telling) await blankChanges(tenant, slot, accountId);
    blanked += telling.length;
    const last = slots.at(-1);
    if (last === undefined || slots.length < slotsPerPage) return blanked;
    from = last.slot + 1;
  }
}
