import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../../accounts/account.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { traitsOf } from '../../exchanges/definition.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { marketTypes } from '../../exchanges/model/axes.ts';
import { exchangeClock } from '../../exchanges/wire/exchange-clock.ts';
import { reviewAfterMs } from '../../journal/absence.ts';
import { isSameKey, openStates } from '../../journal/entry.ts';
import { originOf } from '../../session/connection-to.ts';
import { canArrive, longestArrivalMs, longestShiftMs } from '../arrival.ts';
import { isOver, type OrderRecord } from '../order.ts';
import { listOrderRecords } from '../order-store.ts';
import { stateHoldsMs } from '../send-guard.ts';
import { reportFailedStep } from './report-halt.ts';

/** By then every order that may still leave is in the journal, see `stateHoldsMs`, and in the index, which lags behind the table. */
const settleMs = stateHoldsMs + 1000;
/** Of the call's 28 s, for the second cancellation, the positions and the last look. */
export const reserveMs = 9000;
const pauseMs = 500;
const pageSize = 100;

/** Orders of the last moments before the halt. */
export interface OrdersInFlight {
  /** Orders that can still arrive. */
  readonly arriving: number;
  /** Orders that have arrived under a key which was cleared or replaced since, and may be open. */
  readonly outOfReach: readonly OrderRecord[];
}

/**
 * Waits until no order of the account can arrive any more. `haltedAt`: epoch ms by the table's clock, for another container may have written the halt.
 * Null: the journal could not be read.
 */
export async function waitForOrdersInFlight(account: Account, haltedAt: number): Promise<OrdersInFlight | null> {
  const arrivalMs = longestArrivalOf(account);
  // The youngest order leaves up to `stateHoldsMs` after the halt began.
  const until = Math.min(Date.now() + stateHoldsMs + arrivalMs, (currentCall()?.deadline ?? 0) - reserveMs);
  await sleep(Math.min(settleMs, Math.max(0, haltedAt + settleMs - sharedNow())));
  for (;;) {
    const recent = await recentOrders(account, 2 * arrivalMs + stateHoldsMs + longestShiftMs).catch(
      (error: unknown) => {
        reportFailedStep(account, 'orders in flight', error);
        return null;
      },
    );
    const arriving = recent?.filter((record) => isInFlight(account, record)).length ?? 0;
    if (recent !== null && (arriving === 0 || Date.now() > until))
      return { arriving, outOfReach: recent.filter((record) => isOutOfReach(account, record)) };
    if (Date.now() > until) return null;
    await sleep(pauseMs);
  }
}

/** Over all markets of the account. An order without a deadline may arrive at any time; after `reviewAfterMs` a person decides. */
function longestArrivalOf({ exchange }: Account): number {
  const traits = marketTypes
    .map((marketType) => marketOf({ exchange, marketType }))
    .flatMap((market) => [traitsOf(market, 'regular'), traitsOf(market, 'trigger')]);
  return Math.max(...traits.map((each) => longestArrivalMs(each) ?? reviewAfterMs));
}

/** Newest first: orders of this age could no longer arrive when the halt began, so older orders do not matter. */
async function recentOrders(account: Account, ageMs: number, cursor?: string): Promise<readonly OrderRecord[]> {
  const { records, next } = await listOrderRecords(account, pageSize, cursor);
  const recent = records.filter(({ sentAt }) => sharedNow() <= sentAt + ageMs);
  if (next === null || recent.length < records.length) return recent;
  return [...recent, ...(await recentOrders(account, ageMs, next))];
}

/**
 * The exchange refuses an order that arrives later. An order with an open fate after that time may stand open at the exchange: the second
 * cancellation finds the order. Or the order may be filled: the positions show the fill.
 */
function isInFlight({ exchange }: Account, record: OrderRecord): boolean {
  const { behindMs } = exchangeClock(originOf({ exchange, marketType: record.marketType }));
  return openStates.includes(record.state) && canArrive(record, sharedNow(), behindMs());
}

/** The order may stand open at a customer of the exchange whose key was cleared or replaced while the order was in flight. */
function isOutOfReach(
  { exchange, credentials }: Account,
  { marketType, state, described, ...signed }: OrderRecord,
): boolean {
  const now = credentials[marketOf({ exchange, marketType }).key];
  const isReached = now !== undefined && isSameKey({ keyVersion: now.version, keyId: now.keyId }, signed);
  return state === 'ACCEPTED' && (described === null || !isOver(described.status)) && !isReached;
}
