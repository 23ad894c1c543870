import { setTimeout as sleep } from 'node:timers/promises';
import { type OpenExchange, openExchange } from '../accounts/open-exchange.ts';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import { openStates } from '../journal/line.ts';
import { afterLookUp, findSent, nextLookUpAt } from './look-up.ts';
import type { OrderRecord } from './order.ts';
import { pendingShards } from './order-item.ts';
import { settleOrder } from './order-store.ts';
import { claimOrder, duePendingOrders } from './pending-orders.ts';

/** Kept to write the verdict down and answer. */
const reserveMs = 1500;
const leaseMs = 60_000;
const perShard = 25;

/** Looks an open order up, again and again until its fate is known or `until` (epoch ms) comes near; journals every verdict. */
export const resolveOrder = async (opened: OpenExchange, open: OrderRecord, until: number): Promise<OrderRecord> => {
  let record = open;
  for (let round = 0; openStates.includes(record.state); round += 1) {
    const startedAt = sharedNow();
    const found = await findSent(opened, record);
    const seen = afterLookUp(record, found, startedAt, sharedNow());
    const nextAt = nextLookUpAt(seen, sharedNow(), round);
    const changed = seen.state !== record.state || seen.absentSince !== record.absentSince;
    record = changed ? await settleOrSay(seen, nextAt) : seen;
    const wait = nextAt - sharedNow();
    // The budget is this machine's clock; deadlines are the shared one's.
    if (!openStates.includes(record.state) || Date.now() + wait > until - reserveMs) break;
    await sleep(wait);
  }
  report(record);
  return record;
};

/** What the exchange told stands even when the journal cannot take it now: the resolver will find the same. */
export const settleOrSay = async (record: OrderRecord, lookAgainAfter: number): Promise<OrderRecord> => {
  try {
    return await settleOrder(record, lookAgainAfter);
  } catch {
    const { ref, state } = record;
    log({ level: 'ERROR', message: 'verdict not journaled', account: ref.accountId, outcome: state }, currentCall());
    return record;
  }
};

/** An order that only a person can settle is an alarm. */
export const report = (record: OrderRecord): void => {
  const level = record.state === 'MANUAL' ? 'ERROR' : 'INFO';
  log(
    {
      level,
      message: 'order resolved',
      account: record.ref.accountId,
      tenant: record.ref.tenant,
      outcome: record.state,
      ageMs: sharedNow() - record.sentAt,
    },
    currentCall(),
  );
};

/** The job: settles every due open order; safe beside itself and after a crash, because a lease and a condition guard each step. */
export const resolveDueOrders = async (): Promise<void> => {
  const failures: unknown[] = [];
  for (const shard of pendingShards) {
    const due = await duePendingOrders(shard, sharedNow(), perShard).catch((error: unknown) => {
      failures.push(error);
      return [];
    });
    // Settled, each of them: one failure must neither stop the others nor leave them running when the function has returned.
    const ends = await Promise.allSettled(due.map(resolveDue));
    failures.push(...ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])));
  }
  if (failures.length > 0) throw failures[0];
};

const resolveDue = async (due: OrderRecord): Promise<void> => {
  const claimed = await claimOrder(due, sharedNow(), leaseMs);
  if (claimed === null) return;
  try {
    const opened = await openExchange(claimed.ref, claimed.product);
    await resolveOrder(opened, claimed, Math.min(currentCall()?.deadline ?? 0, Date.now() + leaseMs / 2));
  } catch {
    // The key is gone or the exchange away: that proves nothing; time alone may make it a person's matter.
    const now = sharedNow();
    report(await settleOrder(afterLookUp(claimed, null, now, now), now + leaseMs));
  }
};
