import { beforeEach, describe, expect, it } from 'vitest';
import { claimEntry, dueEntries } from '../../../lib/journal/due-entries.ts';
import type { EntryState } from '../../../lib/journal/entry.ts';
import { beginEntry, settleEntry } from '../../../lib/journal/journal.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { orderJournal } from '../../../lib/orders/order-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { recordOf, sentAt } from '../orders/fixture-records.ts';

useEmbeddedTable();

const leaseMs = 60_000;
const due = sentAt + 35_000;
async function listed(record: OrderRecord, now: number): Promise<boolean> {
  const shards = await Promise.all(orderJournal.shards.map((shard) => dueEntries<OrderRecord>(shard, now, 1000)));
  return shards.flat().some(({ clientOrderId }) => clientOrderId === record.clientOrderId);
}
function claim(record: OrderRecord, now: number): Promise<OrderRecord | null> {
  return claimEntry(orderJournal.keyOf(record), record.attempt, now, leaseMs);
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
    await settleEntry(orderJournal, { ...record, state: 'UNKNOWN' }, sentAt + 50_000);
    expect([await listed(record, sentAt + 49_999), await listed(record, sentAt + 50_000)]).toEqual([false, true]);
  });

  it.each<EntryState>(['ACCEPTED', 'REJECTED', 'NOT_SENT', 'NEVER_ARRIVED', 'NEEDS_REVIEW'])(
    'an order leaves the index with %s',
    async (state) => {
      await settleEntry(orderJournal, { ...record, state }, due);
      expect(await listed(record, due + 3_600_000)).toBe(false);
    },
  );
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
    await settleEntry(orderJournal, { ...record, state: 'ACCEPTED' }, due);
    expect(await claim(record, due)).toBeNull();
  });

  it('a replaced attempt gets no lease', async () => {
    expect(await claim({ ...record, attempt: 'earlier' }, due)).toBeNull();
  });
});
