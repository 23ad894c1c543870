import type { Account } from '../accounts/account.ts';
import { settleAll } from '../aws/all-to-the-end.ts';
import { currentCall, runInCall } from '../aws/call-context.ts';
import { OemsError } from '../errors.ts';
import { marketOf } from '../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { everyOpen } from './every-open.ts';
import { type MaybeOpen, maybeOpen } from './resting-orders.ts';

/** The longest look, in ms: a forced deletion goes on without an answer of the exchange. */
const longestMs = 5000;

/**
 * The orders that a deletion may leave open: all that the exchange shows, and those of the journal that the exchange does not show. Null where the
 * exchange could not be looked at, or the journal could not be read: without the orders of other programs a count would be too small.
 */
export async function countOpen(account: Account): Promise<number | null> {
  const call = currentCall();
  if (call === undefined) return counted(account);
  const deadline = Math.min(call.deadline, Date.now() + longestMs);
  return runInCall({ ...call, deadline }, () => counted(account));
}

async function counted(account: Account): Promise<number | null> {
  const journaled = await maybeOpen(account);
  const seen = marketTypes.filter((type) => hasKey(account, type));
  if (journaled === null || seen.length === 0 || journaled.some(({ marketType }) => !seen.includes(marketType)))
    return null;
  try {
    const counts = await settleAll(seen.map((marketType) => countOn(account, marketType, journaled)));
    return counts.reduce((sum, count) => sum + count, 0);
  } catch {
    return null;
  }
}

function hasKey({ exchange, credentials }: Account, marketType: MarketType): boolean {
  return credentials[marketOf({ exchange, marketType }).key] !== undefined;
}

async function countOn(
  { tenant, accountId }: Account,
  marketType: MarketType,
  journaled: readonly MaybeOpen[],
): Promise<number> {
  const session = await openSession({ tenant, accountId }, marketType);
  const shown = await allOpen(session);
  const own = journaled.filter((order) => order.marketType === marketType);
  return shown.length + own.filter((order) => !shown.some((one) => isSame(order, one))).length;
}

/** Throws where a part of the orders is not known: a count would be too small. */
async function allOpen(session: Session): Promise<readonly ExchangeOrder[]> {
  const { rows, unread, unseen } = await everyOpen(session);
  if (unread.length + unseen.length > 0) throw new OemsError('EXCHANGE_UNAVAILABLE', 'not every open order is known');
  return rows;
}

/** An order without a verdict has no id of the exchange yet. */
function isSame(order: MaybeOpen, { exchangeOrderId, clientOrderId }: ExchangeOrder): boolean {
  return order.exchangeOrderId === exchangeOrderId || order.clientOrderId === clientOrderId;
}
