import { claimLine, dueLines } from '../journal/pending.ts';
import type { OrderRecord } from './order.ts';
import { keyOf } from './order-item.ts';

export const duePendingOrders = (shard: string, now: number, limit: number): Promise<OrderRecord[]> =>
  dueLines(shard, now, limit);

export const claimOrder = (record: OrderRecord, now: number, leaseMs: number): Promise<OrderRecord | null> =>
  claimLine(keyOf(record.ref, record.clientOrderId), record.attempt, now, leaseMs);
