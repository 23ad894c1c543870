import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { inParallel, settleAll } from '../../aws/all-to-the-end.ts';
import { OemsError } from '../../errors.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import { requestFingerprint } from '../../journal/request-id.ts';
import { knownError } from '../../session/every-wallet.ts';
import type { CanceledAll, NamedTarget, PlannedCancel } from './cancel-all.ts';
import { cancelAllOrders } from './cancel-all-orders.ts';
import { readCancelAll } from './cancel-all-store.ts';
import { partIdFor, partIdsOf, usedOtherwise } from './cancel-everywhere.ts';
import { cancelOrder } from './cancel-order.ts';
import { type NamedOrders, planCancels } from './plan-cancels.ts';

export interface CancelNamedIntent extends NamedOrders {
  readonly ref: AccountRef;
  readonly idempotencyKey: string | undefined;
}

/** The outcome of an order. `already_closed`: ended before the call, filled or not. `unknown`: the order may be open; `reason` says why. */
export interface NamedEnd {
  readonly id: string;
  /** The id of the kind that the client did not give; null where neither the journal nor the exchange has told it. */
  readonly other: string | null;
  readonly outcome: 'canceled' | 'already_closed' | 'not_found' | 'unknown';
  readonly reason: string | null;
}

export interface CanceledNamed {
  /** In the order of the client's ids. */
  readonly ends: readonly NamedEnd[];
  readonly replayed: boolean;
}

/**
 * Cancels certain orders, in every market that has some of them, in as few requests as each exchange allows. The journal keeps the orders that
 * the ids have named: a retry with the same key goes on with those orders and never touches another.
 */
export async function cancelNamed(intent: CancelNamedIntent): Promise<CanceledNamed> {
  const account = await readAccount(intent.ref);
  const earlier = await earlierPlan(intent);
  const plan = earlier ?? (await planCancels(account, intent));
  const markets = marketTypes.filter((marketType) => plan.some((each) => isTargetIn(each, marketType)));
  const runs = await settleAll(markets.map((marketType) => runIn(intent, plan, marketType, markets[0] ?? marketType)));
  requireOne(runs);
  const ends = await inParallel(plan, singlesAtOnce, (each) => endOf(intent, each, runs));
  const replayed = earlier !== null && runs.every(({ canceled }) => canceled?.replayed !== false);
  return { ends, replayed };
}

/** Orders without a verdict are canceled singly: a look for each order comes first. */
const singlesAtOnce = 4;

function isTargetIn(each: PlannedCancel, marketType: MarketType): each is NamedTarget {
  return each.kind === 'target' && each.marketType === marketType;
}

function fingerprintOf({ by, ids, within, symbol }: CancelNamedIntent, marketType: MarketType): string {
  const meant = { by, ids: ids.toSorted(), within: within ?? null, ...(symbol === undefined ? {} : { symbol }) };
  return requestFingerprint({ marketType, ...meant });
}

/** The plan of an earlier call under this key, from whichever market's part that call came to write. */
async function earlierPlan(intent: CancelNamedIntent): Promise<readonly PlannedCancel[] | null> {
  const { ref, idempotencyKey } = intent;
  if (idempotencyKey === undefined) return null;
  const parts = await settleAll(partIdsOf(ref, idempotencyKey).map((id) => readCancelAll(ref, id)));
  const found = parts.filter((part) => part !== null);
  if (found.some((part) => part.fingerprint !== fingerprintOf(intent, part.marketType))) throw usedOtherwise();
  return found[0]?.plan ?? null;
}

/** A market's part: the end, or the reason for no end. */
interface Run {
  readonly marketType: MarketType;
  readonly canceled: CanceledAll | null;
  readonly reason: string | null;
  /** Nothing was sent in this market. */
  readonly error: OemsError | null;
}

/** Throws where no market was reached: then nothing was sent, and the key is as good as new. */
function requireOne(runs: readonly Run[]): void {
  const [first] = runs;
  if (first !== undefined && first.error !== null && runs.every(({ error }) => error !== null)) throw first.error;
}

async function runIn(
  intent: CancelNamedIntent,
  plan: readonly PlannedCancel[],
  marketType: MarketType,
  first: MarketType,
): Promise<Run> {
  const { ref, idempotencyKey } = intent;
  const cancelAllId = partIdFor(ref, idempotencyKey, marketType, first);
  const part = { cancelAllId, fingerprint: fingerprintOf(intent, marketType), plan };
  try {
    const canceled = await cancelAllOrders({ ref, marketType, symbol: undefined, idempotencyKey, part });
    return { marketType, canceled, reason: canceled.record.lastError?.message ?? null, error: null };
  } catch (thrown) {
    const error = knownError(thrown);
    if (error.code === 'IDEMPOTENCY_CONFLICT') throw error;
    return { marketType, canceled: null, reason: error.message, error };
  }
}

async function endOf(intent: CancelNamedIntent, each: PlannedCancel, runs: readonly Run[]): Promise<NamedEnd> {
  const { id, other = null } = each;
  return { id, other, ...(await outcomeOf(intent, each, runs)) };
}

/** `other` where the end has told more than the plan knew. */
type Outcome = Pick<NamedEnd, 'outcome' | 'reason'> & { readonly other?: string | null };

async function outcomeOf(intent: CancelNamedIntent, each: PlannedCancel, runs: readonly Run[]): Promise<Outcome> {
  const { id, kind } = each;
  if (kind === 'target') return targetEnd(each, runs);
  if (kind === 'unread') return { outcome: 'unknown', reason: each.reason ?? notRead };
  if (kind === 'unsettled') return singleEnd(intent, id);
  if (kind === 'closed') return { outcome: 'already_closed', reason: null };
  return { outcome: 'not_found', reason: null };
}

const notRead =
  'the open orders of a wallet could not all be read, or the key of a wallet was removed, and the journal does not know the order; set the key, and repeat the call under a new Idempotency-Key';

function targetEnd({ marketType, order: { exchangeOrderId } }: NamedTarget, runs: readonly Run[]): Outcome {
  const run = runs.find((one) => one.marketType === marketType);
  const record = run?.canceled?.record;
  const isOpen = record === undefined || record.remaining.some((order) => order.exchangeOrderId === exchangeOrderId);
  if (isOpen) return { outcome: 'unknown', reason: run?.reason ?? null };
  const isCanceled = record.canceledIds?.includes(exchangeOrderId) ?? false;
  return { outcome: isCanceled ? 'canceled' : 'already_closed', reason: null };
}

/** An order of this service without a verdict, by the id that the client gave. */
async function singleEnd({ ref, by }: CancelNamedIntent, id: string): Promise<Outcome> {
  try {
    const { order, outcome } = await cancelOrder({ ref, [by]: id });
    const other = by === 'clientOrderId' ? order.exchangeOrderId : order.clientOrderId;
    if (outcome === 'canceled' && order.status === 'canceled') return { other, outcome: 'canceled', reason: null };
    if (order.status === 'not_placed') return { outcome: 'not_found', reason: null };
    const isEnd = outcome === 'gone' && order.status !== 'unknown';
    return { other, outcome: isEnd ? 'already_closed' : 'unknown', reason: isEnd ? null : order.status };
  } catch (error) {
    if (!(error instanceof OemsError)) throw error;
    if (error.code === 'ALREADY_CLOSED') return { outcome: 'already_closed', reason: null };
    return { outcome: error.code === 'NOT_FOUND' ? 'not_found' : 'unknown', reason: error.message };
  }
}
