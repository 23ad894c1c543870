import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../../accounts/account.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { openStates } from '../../journal/entry.ts';
import { isOver, type OrderRecord } from '../order.ts';
import { listOrderRecords } from '../order-store.ts';
import { deadlineMarginMs } from '../reconcile-order.ts';
import { stateHoldsMs } from '../trading-state.ts';

/** By then every order that may still leave stands in the journal, see `stateHoldsMs`, and in its index, which lags behind the table. */
const settleMs = stateHoldsMs + 1000;
/** The youngest of them, `stateHoldsMs` younger than the halt, can arrive for 8 s (`orderDeadlineMs`), give or take the clocks. */
const longestWaitMs = stateHoldsMs + 8000 + deadlineMarginMs;
/** Of the call's 28 s, for the second pass and the positions. */
const reserveMs = 9000;
const pauseMs = 500;
const pageSize = 100;

/**
 * Waits until no order of the halted account can arrive any more; the number of those that still can, and of those that have arrived where
 * the halt cannot reach them. Null: the journal could not be read.
 */
export async function waitForOrdersInFlight(account: Account): Promise<number | null> {
  const until = Math.min(Date.now() + longestWaitMs, (currentCall()?.deadline ?? 0) - reserveMs);
  await sleep(settleMs);
  for (;;) {
    const recent = await recentOrders(account).catch(() => null);
    const inFlight = recent?.filter(canArrive).length;
    if (recent !== null && (inFlight === 0 || Date.now() > until))
      return recent.filter((record) => canArrive(record) || isOutOfReach(account, record)).length;
    if (Date.now() > until) return null;
    await sleep(pauseMs);
  }
}

/** Newest first: behind an order that could no longer arrive when the halt began there are none that matter. */
async function recentOrders(account: Account, cursor?: string): Promise<readonly OrderRecord[]> {
  const { records, next } = await listOrderRecords(account, pageSize, cursor);
  const recent = records.filter((record) => isInTime(record, longestWaitMs));
  return next === null || recent.length < records.length ? recent : [...recent, ...(await recentOrders(account, next))];
}

/**
 * The exchange refuses what arrives later. An order whose time is up and whose fate is open may stand open there, where the second pass
 * finds it, or be filled, which the positions show: the halt need not know.
 */
function isInTime({ notAfter }: OrderRecord, graceMs = 0): boolean {
  return sharedNow() <= notAfter + deadlineMarginMs + graceMs;
}

function canArrive(record: OrderRecord): boolean {
  return openStates.includes(record.state) && isInTime(record);
}

/** It may stand open at a customer of the exchange whose key has been cleared or replaced while it was on its way. */
function isOutOfReach(
  { credentials }: Account,
  { marketType, credentialVersion, state, described }: OrderRecord,
): boolean {
  return (
    state === 'ACCEPTED' &&
    (described === null || !isOver(described.status)) &&
    credentials[marketType]?.version !== credentialVersion
  );
}
