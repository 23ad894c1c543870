import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderRecord, OrderState } from '../../../lib/orders/order.ts';
import { pendingShards } from '../../../lib/orders/order-item.ts';
import { beginOrder, settleOrder } from '../../../lib/orders/order-store.ts';
import { claimOrder, duePendingOrders } from '../../../lib/orders/pending-orders.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { recordOf, sentAt } from './fixture-records.ts';

useEmbeddedTable();

const leaseMs = 60_000;
const due = sentAt + 35_000;
const listed = async (record: OrderRecord, now: number): Promise<boolean> => {
  const shards = await Promise.all(pendingShards.map((shard) => duePendingOrders(shard, now, 1000)));
  return shards.flat().some(({ clientOrderId }) => clientOrderId === record.clientOrderId);
};

let record: OrderRecord;
beforeEach(async () => {
  record = recordOf();
  await beginOrder(record);
});

describe('an open order', () => {
  it('is due once the call that sent it must have ended', async () => {
    expect([await listed(record, due - 1), await listed(record, due)]).toEqual([false, true]);
  });

  it('is due at the moment the last look-up named', async () => {
    await settleOrder({ ...record, state: 'UNKNOWN' }, sentAt + 50_000);
    expect([await listed(record, sentAt + 49_999), await listed(record, sentAt + 50_000)]).toEqual([false, true]);
  });

  it.each<OrderState>(['ACKED', 'REJECTED', 'NOT_SENT', 'NOT_PLACED', 'MANUAL'])(
    'leaves the index with %s',
    async (state) => {
      await settleOrder({ ...record, state }, due);
      expect(await listed(record, due + 3_600_000)).toBe(false);
    },
  );
});

describe('a lease', () => {
  it('goes to one of ten resolvers that run at once', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimOrder(record, due, leaseMs)));
    expect(claims.filter((claim) => claim !== null)).toEqual([record]);
  });

  it('hides the order until it ends, and then it can be taken again', async () => {
    await claimOrder(record, due, leaseMs);
    expect(await listed(record, due + leaseMs - 1)).toBe(false);
    expect(await claimOrder(record, due + leaseMs - 1, leaseMs)).toBeNull();
    expect(await claimOrder(record, due + leaseMs, leaseMs)).toEqual(record);
  });

  it('is not given for an order that has been settled since the index was read', async () => {
    await settleOrder({ ...record, state: 'ACKED' }, due);
    expect(await claimOrder(record, due, leaseMs)).toBeNull();
  });

  it('is not given for an attempt that another one has replaced', async () => {
    expect(await claimOrder({ ...record, attempt: 'earlier' }, due, leaseMs)).toBeNull();
  });
});
