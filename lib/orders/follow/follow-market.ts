import type { AccountRef } from '../../accounts/account.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import { Decimal } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import type { MarketDefinition } from '../../exchanges/definition.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import { openYielding, type Session } from '../../session/open-session.ts';
import { describeOrder } from '../describe-order.ts';
import { withJournaledTerms } from '../journaled-terms.ts';
import { isOver, isResting, lookBackFrom, type OrderRecord } from '../order.ts';
import { isNew } from '../order-store.ts';
import { lacksExecution, lacksFeesAlone } from '../untold-execution.ts';
import type { FollowedAccount } from './accounts-in-turn.ts';
import { markFollowed, stopFollowing } from './follow-marks.ts';
import type { Followed, Following } from './following.ts';

/** The followed orders of an account's market: never empty. */
export interface RestingOrders {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly records: readonly OrderRecord[];
  /** Epoch ms: the orders were read after this time. */
  readonly listedAt: number;
}

/**
 * Brings the journal's resting orders of one market up to date: one request for the open orders, and more only for orders that have ended. Null
 * where no look is due. An error of the exchange or of the key is the end of a look, and the next look waits. Errors of our own are thrown.
 */
export async function followMarket(
  resting: RestingOrders,
  { account, followingOf }: FollowedAccount,
): Promise<Followed | null> {
  const { ref, marketType, listedAt } = resting;
  const following = followingOf(marketType);
  if (sharedNow() < following.retryAt) return null;
  try {
    const session = await openYielding(account(), marketType, true);
    await bringUpToDate(session, resting);
    return { ref, marketType, following: { followedAt: listedAt, failures: 0, retryAt: 0 } };
  } catch (error) {
    if (!(error instanceof OemsError) || error.code === 'INTERNAL') throw error;
    return { ref, marketType, following: afterFailure(resting, following, error) };
  }
}

/** The open orders first: where the key may not see how orders end, the open orders are true all the same. */
async function bringUpToDate(session: Session, { records, listedAt }: RestingOrders): Promise<void> {
  const startedAt = sharedNow();
  // An order whose row cannot be read is asked for by its id, like an order that is gone: the list proves no end.
  const open = records.some(isResting) ? (await session.orders.openList()).rows : [];
  const gone: Named[] = [];
  for (const record of records) {
    const shown = open.find((order) => isThis(order, record));
    if (shown !== undefined) await keepOpen(record, shown, { startedAt, listedAt });
    else if (isNamed(record) && isDue(record, startedAt)) gone.push(record);
  }
  const asked = gone.filter(withinRate(session.market));
  if (asked.length > 0) await describeGone(session, asked);
  const waiting = gone.filter((record) => !asked.includes(record));
  for (const record of waiting) if (isForgotten(record, null, startedAt)) await stopFollowing(record);
}

/** Orders that lack their fees alone wait for the next look where there are many: the rate limit of the key is for trading. */
function withinRate({ feesInFills }: MarketDefinition): (record: OrderRecord) => boolean {
  let left = feesInFills?.ordersPerLook ?? 0;
  return (record) => !lacksFeesAlone(record) || left-- > 0;
}

/** Epoch ms. */
interface LookTimes {
  readonly startedAt: number;
  readonly listedAt: number;
}

/** An unchanged order costs a write in its first look, and none later: from then on the looks confirm the order all together. */
async function keepOpen(record: OrderRecord, shown: ExchangeOrder, times: LookTimes): Promise<void> {
  const isChanged = await keep(record, shown, times.startedAt);
  if (!isChanged && record.followedFrom === undefined) await markFollowed(record, times.listedAt);
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

/** A single wrong answer must not hide for long that an order has filled. */
const askedAgainMs = 5 * 60_000;

/**
 * An invisible order costs a read of the histories, so after the first minutes the pause is long: the exchange shows the order neither as open
 * nor as ended.
 */
function isDue({ described, describedAt = 0, sentAt }: OrderRecord, now: number): boolean {
  const isInvisible =
    described === null
      ? sentAt < now - invisiblePeriodMs
      : described.status === 'unknown' && describedAt < now - askedAgainMs;
  return !isInvisible || now % invisiblePeriodMs < jobPeriodMs;
}

/** Not among the open orders: ended, or placed while the open orders were being read. */
async function describeGone({ orders }: Session, gone: readonly Named[]): Promise<void> {
  const startedAt = sharedNow();
  const refs = gone.map(({ request: { symbol }, store, exchangeOrderId }) => ({ symbol, store, exchangeOrderId }));
  const told = await orders.readSome(refs, Math.min(...gone.map(lookBackFrom))).catch(async (error: unknown) => {
    // A history that cannot be read must not be asked for ever for the sake of fees.
    for (const record of gone) if (isForgotten(record, null, startedAt)) await stopFollowing(record);
    throw error;
  });
  for (const [index, record] of gone.entries()) {
    const shown = told[index] ?? null;
    const order = shown ?? unseen(record);
    if (order !== null) await keep(record, order, startedAt);
    if (isForgotten(record, shown, startedAt)) await stopFollowing(record);
  }
}

/** Fills are among the latest of the account for a while only: what was not told by then is not told any more. */
const toldWithinMs = 10 * 60_000;

function isForgotten(record: OrderRecord, told: ExchangeOrder | null, now: number): boolean {
  const isOld = (record.describedAt ?? record.sentAt) < now - toldWithinMs;
  return isOld && lacksExecution(record) && !tellsExecution(record, told);
}

/** Of the same fills: an order that goes on, and one with less filled, are no answer about the end that the journal knows. */
function tellsExecution(record: OrderRecord, told: ExchangeOrder | null): boolean {
  const filled = told?.filledQuantity ?? 0;
  if (told === null || !isOver(told.status) || new Decimal(filled).lt(record.described?.filledQuantity ?? 0))
    return false;
  return !lacksExecution({ ...record, described: told });
}

/** An order that was never described has nothing to be kept: `pending` says that the exchange has taken the order. */
function unseen({ described }: OrderRecord): ExchangeOrder | null {
  return described === null ? null : { ...described, status: 'unknown' };
}

/** False for facts that the journal knew. */
async function keep(record: OrderRecord, shown: ExchangeOrder, at: number): Promise<boolean> {
  const told = withJournaledTerms(shown, record, at);
  if (!isNew(told, record)) return false;
  await describeOrder(record, told, at);
  return true;
}

const firstPauseMs = 60_000;
const longestPauseMs = 3_600_000;

/** The told end of a limit or lockout counts. Otherwise the pause doubles: a key without a permission must not be asked every minute. */
function afterFailure({ ref, marketType }: RestingOrders, before: Following, error: OemsError): Following {
  const failures = before.failures + 1;
  const pauseMs = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
  const toldMs = 1000 * (error.retryAfterSeconds ?? 0);
  const { tenant, accountId: account } = ref;
  log(
    { level: 'WARN', message: 'orders not followed', tenant, account, outcome: marketType, code: error.code },
    currentCall(),
  );
  return { ...before, failures, retryAt: sharedNow() + Math.max(pauseMs, toldMs) };
}
