import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import { OemsError } from '../../errors.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import { openYielding, type Session } from '../../session/open-session.ts';
import { describeOrder } from '../describe-order.ts';
import { withJournaledTerms } from '../journaled-terms.ts';
import { isResting, lacksPrice, lookBackFrom, type OrderRecord } from '../order.ts';
import { isNew, stopFollowing } from '../order-store.ts';
import { type Following, readFollowing, saveFollowing } from './following.ts';

/** The followed orders of one market of an account: at least one. */
export interface RestingOrders {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly records: readonly OrderRecord[];
}

/**
 * Brings the journal's resting orders of one market up to date: one request for the open orders, and more only for orders that have ended. An
 * error of the exchange or of the key is noted, and the next look waits. Errors of our own are thrown.
 */
export async function followMarket(resting: RestingOrders): Promise<void> {
  const { ref, marketType } = resting;
  const following = (await readFollowing(ref))(marketType);
  if (sharedNow() < following.retryAt) return;
  try {
    const startedAt = sharedNow();
    const session = await openYielding(await readAccount(ref), marketType, true);
    await bringUpToDate(session, resting.records, startedAt);
    await saveFollowing(ref, marketType, { followedAt: startedAt, failures: 0, retryAt: 0 });
  } catch (error) {
    if (!(error instanceof OemsError) || error.code === 'INTERNAL') throw error;
    await noteFailure(resting, following, error);
  }
}

/** The open orders first: where the key may not see how orders end, the open orders are true all the same. */
async function bringUpToDate(session: Session, records: readonly OrderRecord[], startedAt: number): Promise<void> {
  const open = records.some(isResting) ? await session.orders.open() : [];
  const gone: Named[] = [];
  for (const record of records) {
    const shown = open.find((order) => isThis(order, record));
    if (shown !== undefined) await keep(record, shown, startedAt);
    else if (isNamed(record) && isDue(record, startedAt)) gone.push(record);
  }
  if (gone.length > 0) await describeGone(session, gone);
}

function isThis({ exchangeOrderId, store }: ExchangeOrder, record: OrderRecord): boolean {
  return exchangeOrderId === record.exchangeOrderId && store === record.store;
}

type Named = OrderRecord & { readonly exchangeOrderId: string };

function isNamed(record: OrderRecord): record is Named {
  return record.exchangeOrderId !== null;
}

const invisiblePeriodMs = 15 * 60_000;
const jobPeriodMs = 60_000;

/** An invisible order costs a read of the histories, so the pause is long: the exchange shows the order neither as open nor as ended. */
function isDue({ described, sentAt }: OrderRecord, now: number): boolean {
  const isInvisible = described === null ? sentAt < now - invisiblePeriodMs : described.status === 'unknown';
  return !isInvisible || now % invisiblePeriodMs < jobPeriodMs;
}

/** Not among the open orders: ended, or placed while the open orders were being read. */
async function describeGone({ orders }: Session, gone: readonly Named[]): Promise<void> {
  const startedAt = sharedNow();
  const refs = gone.map(({ request: { symbol }, store, exchangeOrderId }) => ({ symbol, store, exchangeOrderId }));
  const told = await orders.readSome(refs, Math.min(...gone.map(lookBackFrom)));
  for (const [index, record] of gone.entries()) {
    const order = told[index] ?? unseen(record);
    if (order !== null) await keep(record, order, startedAt);
    if (isForgotten(record, order, startedAt)) await stopFollowing(record);
  }
}

/** Fills are among the latest of the account for a while only: what was not told by then is not told any more. */
const toldWithinMs = 10 * 60_000;

function isForgotten(record: OrderRecord, told: ExchangeOrder | null, now: number): boolean {
  const isOld = (record.describedAt ?? record.sentAt) < now - toldWithinMs;
  return isOld && lacksPrice(record) && (told === null || lacksPrice({ ...record, described: told }));
}

/** An order that was never described has nothing to be kept: `pending` says that the exchange has taken the order. */
function unseen({ described }: OrderRecord): ExchangeOrder | null {
  return described === null ? null : { ...described, status: 'unknown' };
}

async function keep(record: OrderRecord, shown: ExchangeOrder, at: number): Promise<void> {
  const told = withJournaledTerms(shown, record, at);
  if (isNew(told, record)) await describeOrder(record, told, at);
}

const firstPauseMs = 60_000;
const longestPauseMs = 3_600_000;

/** The told end of a limit or lockout counts. Otherwise the pause doubles: a key without a permission must not be asked every minute. */
async function noteFailure({ ref, marketType }: RestingOrders, before: Following, error: OemsError): Promise<void> {
  const failures = before.failures + 1;
  const pauseMs = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
  const toldMs = 1000 * (error.retryAfterSeconds ?? 0);
  const { tenant, accountId: account } = ref;
  log(
    { level: 'WARN', message: 'orders not followed', tenant, account, outcome: marketType, code: error.code },
    currentCall(),
  );
  await saveFollowing(ref, marketType, { ...before, failures, retryAt: sharedNow() + Math.max(pauseMs, toldMs) });
}
