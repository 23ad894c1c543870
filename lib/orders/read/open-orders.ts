import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import { inEveryWallet, type WalletPart } from '../../session/every-wallet.ts';
import { openSession } from '../../session/open-session.ts';
import { type UnreadList, unreadList } from '../../session/unread-lists.ts';
import { everyOpen } from '../every-open.ts';
import { ownersOf, unreadOwner } from '../order-owner.ts';
import type { Order } from '../order-view.ts';
import { ownerThrough } from '../owner-through.ts';
import { shownOrder } from './shown-order.ts';

export interface OpenOrders {
  readonly orders: readonly Order[];
  /** Open orders that cannot be read, where there are some. */
  readonly unread: readonly UnreadList[];
  /** What became of each wallet; null where the call names a market. */
  readonly parts: readonly WalletPart<unknown>[] | null;
}

/**
 * Live from the exchange, whichever program placed the orders: of one market, or of every market of the account. An order of this service
 * reads the same in all answers.
 */
export async function openOrders(
  ref: AccountRef,
  marketType: MarketType | undefined,
  symbol: string | undefined,
): Promise<OpenOrders> {
  if (marketType !== undefined) return { ...(await openOn(ref, marketType, symbol)), parts: null };
  const parts = await inEveryWallet(await readAccount(ref), (each) => openOn(ref, each, symbol));
  const served = parts.flatMap(({ value }) => value ?? []);
  return { orders: served.flatMap(({ orders }) => orders), unread: served.flatMap(({ unread }) => unread), parts };
}

async function openOn(
  ref: AccountRef,
  marketType: MarketType,
  symbol: string | undefined,
): Promise<Omit<OpenOrders, 'parts'>> {
  const session = await openSession(ref, marketType, { symbol });
  const { market } = session;
  const startedAt = sharedNow();
  const { rows, unread, unseen } = await everyOpen(session, symbol);
  const listed = rows.map((order) => ({ ...order, marketType }));
  const journaled = await ownersOf(ref, listed).catch(() => []);
  const owned = await settleAll(
    rows.map((order, index) => ownerThrough(session, order, journaled[index] ?? unreadOwner)),
  );
  const place = { exchange: market.ccxtId, marketType, ref };
  const shown = owned.map(({ owner, shown: order }) => {
    const isUnread = owner.record === null && owner.isUnread === true;
    return shownOrder(place, isUnread ? withoutJournal(order) : order, owner, startedAt);
  });
  const lists = unreadList(marketType, market, 'open order', unread);
  return {
    orders: shown,
    unread: [...lists, ...unseen.map((message) => ({ marketType, rows: [{ field: message }], message }))],
  };
}

/**
 * An order that is open must be in the list, also where the journal cannot be read now: a client that misses the order places a second
 * order. A stop may then be a trailing stop of this service, so the type is unknown.
 */
function withoutJournal(order: ExchangeOrder): ExchangeOrder {
  log({ level: 'WARN', message: 'an open order is listed without its journal entry' }, currentCall());
  return order.type === 'stop_loss' ? { ...order, type: null } : order;
}
