import { sharersOf } from '../accounts/shared-keys.ts';
import { OemsError } from '../errors.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import { isUndecided } from '../journal/entry.ts';
import type { Session } from '../session/open-session.ts';
import { lookBackFrom, type OrderRecord } from './order.ts';
import { readOrderRecord } from './order-store.ts';

/**
 * The order at the exchange is older than the first attempt to send: an earlier registration of the account placed the order, or a call that
 * the journal has forgotten. `behindMs` is the lag of the exchange's clock behind our clock.
 */
export function isOlderThanSent(record: OrderRecord, { createdAt }: ExchangeOrder, behindMs: number): boolean {
  const sentFrom = lookBackFrom({ sentAt: record.firstSentAt ?? record.sentAt }) - behindMs;
  return createdAt !== null && createdAt < sentFrom;
}

/**
 * The order stands in the journal of another account of the tenant: a client order id that the client chose is the same at the exchange for all
 * accounts of one customer. Throws where such a journal has an order of the id without a verdict: the order may belong to either account.
 */
export async function isOfOtherAccount(
  { account }: Pick<Session, 'account'>,
  { ref: { tenant, accountId: own }, clientOrderId, marketType }: OrderRecord,
  { exchangeOrderId }: ExchangeOrder,
): Promise<boolean> {
  const sharers = (await sharersOf(tenant, [account])).get(own) ?? [];
  for (const accountId of new Set(sharers.map((sharer) => sharer.accountId))) {
    const other = await readOrderRecord({ tenant, accountId }, clientOrderId);
    if (other === null || other.marketType !== marketType) continue;
    if (other.exchangeOrderId === exchangeOrderId) return true;
    if (isUndecided(other)) throw new OemsError('EXCHANGE_UNAVAILABLE', 'two accounts look for one order');
  }
  return false;
}
