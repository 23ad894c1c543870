import { describe, expect, it } from 'vitest';
import { orderPartition } from '../../../../lib/accounts/partitions.ts';
import { beginEntry } from '../../../../lib/journal/journal.ts';
import { acquireAmendLock } from '../../../../lib/orders/amend/amend-lock.ts';
import {
  amendmentJournal,
  putAmendLock,
  readAmendment,
  wasAmended,
} from '../../../../lib/orders/amend/amendment-store.ts';
import { amendmentReconciliation } from '../../../../lib/orders/amend/reconcile-amendment.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { makeNewer } from '../../aws/fixture-newer-shape.ts';
import { amendmentOf, restingOrder, sessionOver } from '../fixture-changes.ts';

const table = useEmbeddedTable();
const session = sessionOver({ read: async () => restingOrder() });
const now = Date.now();
const fresh = { sentAt: now, notAfter: now + 60_000 };
/** Another amendment of the same order. */
function behind(ahead: ReturnType<typeof amendmentOf>) {
  return amendmentOf({ ...fresh, ref: ahead.ref });
}

it('an amendment that was left to a person is judged by its order, unless the amendment was overtaken', async () => {
  const shows = sessionOver({ read: async () => restingOrder({ price: '69000' }) });
  const left = amendmentOf({ ...fresh, state: 'NEEDS_REVIEW', change: { price: '69000' } });
  await putAmendLock(left, null);
  expect((await amendmentReconciliation.look(shows, left)).state).toBe('ACCEPTED');
  await putAmendLock(behind(left), left);
  expect(await amendmentReconciliation.look(shows, left)).toBe(left);
});

describe('the lock of an order', () => {
  it('one of two amendments at once gets the lock', async () => {
    const one = amendmentOf(fresh);
    const other = behind(one);
    await Promise.all([beginEntry(amendmentJournal, one), beginEntry(amendmentJournal, other)]);
    const waits = await Promise.all([acquireAmendLock(session, one), acquireAmendLock(session, other)]);
    expect(waits.filter((wait) => wait === null)).toHaveLength(1);
  });

  it('a lock write with a lost answer takes the lock', async () => {
    table.server().faults.arm({ operation: 'PutItem', kind: 'timeout-applied' });
    expect(await acquireAmendLock(session, amendmentOf(fresh))).toBeNull();
  });

  it('a different order, market or account has a lock of its own', async () => {
    const one = amendmentOf({ ...fresh, state: 'UNKNOWN' });
    await beginEntry(amendmentJournal, one);
    await acquireAmendLock(session, one);
    const others = [{ exchangeOrderId: 'exchange-2' }, { marketType: 'spot' as const }, { ref: amendmentOf().ref }];
    for (const other of others) expect(await acquireAmendLock(session, { ...behind(one), ...other })).toBeNull();
  });

  it.each([
    ['IN_FLIGHT', {}],
    ['UNKNOWN', {}],
    ['ACCEPTED', { isAcknowledged: false }],
  ] as const)('the lock is held while the amendment ahead is %s and may still arrive', async (state, more) => {
    const ahead = amendmentOf({ ...fresh, ...more });
    await beginEntry(amendmentJournal, { ...ahead, state });
    await acquireAmendLock(session, ahead);
    expect(await acquireAmendLock(session, behind(ahead))).toBeGreaterThan(30);
  });

  it('the lock is held for twenty minutes where no deadline keeps the amendment ahead out', async () => {
    const waits = [];
    for (const ageMs of [0, 1_170_000, 1_201_000]) {
      const ahead = amendmentOf({ ...fresh, sentAt: now - ageMs, arrivesUntil: null, isAcknowledged: false });
      await beginEntry(amendmentJournal, { ...ahead, state: 'ACCEPTED' });
      await acquireAmendLock(session, ahead);
      waits.push(await acquireAmendLock(session, behind(ahead)));
    }
    expect(waits).toEqual([expect.closeTo(1200, -1), expect.closeTo(30, -1), null]);
  });

  it.each([
    ['ACCEPTED', { isAcknowledged: true }],
    ['ACCEPTED', { isAcknowledged: false, notAfter: now - 5_001 }],
    ['REJECTED', {}],
    ['NOT_SENT', {}],
    ['NEVER_ARRIVED', {}],
    ['NEEDS_REVIEW', {}],
  ] as const)('the lock is free when the amendment ahead is %s, %o', async (state, more) => {
    const ahead = amendmentOf({ ...fresh, ...more });
    await beginEntry(amendmentJournal, { ...ahead, state });
    await acquireAmendLock(session, ahead);
    expect(await acquireAmendLock(session, behind(ahead))).toBeNull();
  });

  it('a lock that a third amendment has taken meanwhile stays with the third amendment', async () => {
    const ahead = amendmentOf({ ...fresh, state: 'NOT_SENT' });
    expect(await putAmendLock(ahead, null)).toBeNull();
    expect(await putAmendLock(behind(ahead), ahead)).toBeNull();
    expect(await putAmendLock(behind(ahead), ahead)).not.toBeNull();
  });

  it('a lock that a newer release has written is neither read nor taken over', async () => {
    const ahead = amendmentOf({ ...fresh, state: 'NOT_SENT' });
    const { ref, marketType, exchangeOrderId } = ahead;
    await acquireAmendLock(session, ahead);
    expect(await wasAmended(ref, marketType, exchangeOrderId)).toBe(true);
    await makeNewer(orderPartition(ref), `AMENDING#${marketType}#${exchangeOrderId}`);
    await expect(acquireAmendLock(session, behind(ahead))).rejects.toThrow('shape 2');
    await expect(wasAmended(ref, marketType, exchangeOrderId)).rejects.toThrow('shape 2');
  });

  it('a verdict that the table could not take does not free the lock', async () => {
    const change = { price: '69000' };
    const ahead = amendmentOf({ change, state: 'UNKNOWN', sentAt: now - 60_000, notAfter: now - 52_000 });
    await beginEntry(amendmentJournal, ahead);
    await acquireAmendLock(session, ahead);
    const shown = sessionOver({
      read: async () => {
        for (let attempt = 0; attempt < 3; attempt += 1)
          table.server().faults.arm({ operation: 'PutItem', kind: 'throttle' });
        return restingOrder(change);
      },
    });
    expect(await acquireAmendLock(shown, behind(ahead))).toBeGreaterThan(0);
    expect(await readAmendment(ahead.ref, ahead.amendmentId)).toMatchObject({ state: 'UNKNOWN' });
  });
});
