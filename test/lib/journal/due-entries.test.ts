import { beforeEach, describe, expect, it } from 'vitest';
import { claimDue, claimLook, dueEntries } from '../../../lib/journal/due-entries.ts';
import type { EntryState } from '../../../lib/journal/entry.ts';
import { beginEntry, isLookedAt, settleEntry } from '../../../lib/journal/journal.ts';
import { amendmentJournal } from '../../../lib/orders/amend/amendment-store.ts';
import { cancelAllJournal } from '../../../lib/orders/cancel/cancel-all-store.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { orderJournal } from '../../../lib/orders/order-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { recordOf, sentAt } from '../orders/fixture-records.ts';

useEmbeddedTable();

const leaseMs = 60_000;
const readersMs = 15_000;
const due = sentAt + 35_000;
async function listed(record: OrderRecord, now: number): Promise<boolean> {
  const shards = await Promise.all(orderJournal.shards.map((shard) => dueEntries<OrderRecord>(shard, now, 1000)));
  return shards.flat().some(({ clientOrderId }) => clientOrderId === record.clientOrderId);
}
function claim(record: OrderRecord, now: number): Promise<OrderRecord | null> {
  return claimDue(orderJournal.keyOf(record), record.attempt, now, { resolverMs: leaseMs, readersMs: readersMs });
}
async function read(record: OrderRecord, now: number): Promise<boolean> {
  return (await claimLook<OrderRecord>(orderJournal.keyOf(record), record.attempt, now, readersMs)).isClaimed;
}

let record: OrderRecord;
beforeEach(async () => {
  record = recordOf();
  await beginEntry(orderJournal, record);
});

describe('an open order', () => {
  it('an open order is due once the sending call must have ended', async () => {
    expect([await listed(record, due - 1), await listed(record, due)]).toEqual([false, true]);
  });

  it('an open order is due at the time that the last look named', async () => {
    await settleEntry(orderJournal, { ...record, state: 'UNKNOWN' }, { lookAt: sentAt + 50_000 });
    expect([await listed(record, sentAt + 49_999), await listed(record, sentAt + 50_000)]).toEqual([false, true]);
  });

  it.each<EntryState>(['ACCEPTED', 'REJECTED', 'NOT_SENT', 'NEVER_ARRIVED'])(
    'an order leaves the index with %s',
    async (state) => {
      await settleEntry(orderJournal, { ...record, state }, { lookAt: due });
      expect(await listed(record, due + 3_600_000)).toBe(false);
    },
  );
});

describe('an order that is left to a person', () => {
  it('the order stays in the index, and is settled by a later look alone', async () => {
    await settleEntry(orderJournal, { ...record, state: 'NEEDS_REVIEW' }, { lookAt: due });
    expect([await listed(record, due - 1), await listed(record, due)]).toEqual([false, true]);
    const late = await settleEntry(orderJournal, { ...record, state: 'NEVER_ARRIVED' }, { lookAt: due });
    expect(late.state).toBe('NEEDS_REVIEW');
    await settleEntry(orderJournal, { ...record, state: 'ACCEPTED' }, { lookAt: due }, 'NEEDS_REVIEW');
    expect(await listed(record, due + 3_600_000)).toBe(false);
  });

  it('an amendment is looked for one day more, and a cancellation of all orders no more', () => {
    const left = { ...record, state: 'NEEDS_REVIEW' } as const;
    const looked = (journal: { readonly reviewedForMs: number }, ms: number) =>
      isLookedAt({ ...orderJournal, ...journal }, left, sentAt + ms);
    const { reviewedForMs } = amendmentJournal;
    expect([looked({ reviewedForMs }, 86_399_999), looked({ reviewedForMs }, 86_400_000)]).toEqual([true, false]);
    expect(looked({ reviewedForMs: cancelAllJournal.reviewedForMs }, 0)).toBe(false);
    expect(looked({ reviewedForMs: orderJournal.reviewedForMs }, 1e12)).toBe(true);
  });
});

describe('a reader', () => {
  it('one of ten readers at once looks, due or not, and the next one when the lease is over', async () => {
    const reads = await Promise.all(Array.from({ length: 10 }, () => read(record, sentAt)));
    expect(reads.filter((isClaimed) => isClaimed)).toEqual([true]);
    const later = [await read(record, sentAt + readersMs - 1), await read(record, sentAt + readersMs)];
    expect(later).toEqual([false, true]);
  });

  it('a reader does not look while the resolver looks, and the resolver does not while a reader looks', async () => {
    await claim(record, due);
    expect(await read(record, due + readersMs - 1)).toBe(false);
    expect(await read(record, due + leaseMs)).toBe(true);
    expect(await claim(record, due + leaseMs)).toBeNull();
    expect(await claim(record, due + leaseMs + readersMs)).toEqual(record);
  });

  it('a reader that comes too late has the verdict', async () => {
    await settleEntry(orderJournal, { ...record, state: 'ACCEPTED' }, { lookAt: due });
    const seen = await claimLook<OrderRecord>(orderJournal.keyOf(record), record.attempt, due, readersMs);
    expect([seen.isClaimed, seen.record?.state]).toEqual([false, 'ACCEPTED']);
  });
});

describe('a lease', () => {
  it('one of ten resolvers at once gets the lease', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(record, due)));
    expect(claims.filter((claim) => claim !== null)).toEqual([record]);
  });

  it('a lease hides the order until the lease ends', async () => {
    await claim(record, due);
    expect(await listed(record, due + leaseMs - 1)).toBe(false);
    expect(await claim(record, due + leaseMs - 1)).toBeNull();
    expect(await claim(record, due + leaseMs)).toEqual(record);
  });

  it('an order that was settled after the index was read gets no lease', async () => {
    await settleEntry(orderJournal, { ...record, state: 'ACCEPTED' }, { lookAt: due });
    expect(await claim(record, due)).toBeNull();
  });

  it('a replaced attempt gets no lease', async () => {
    expect(await claim({ ...record, attempt: 'earlier' }, due)).toBeNull();
  });
});
