import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { currentCall } from '../../aws/call-context.ts';
import { log } from '../../aws/log.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import { inEveryWallet, type WalletPart } from '../../session/every-wallet.ts';
import { openSession } from '../../session/open-session.ts';
import { needsJournaledTerms, withJournaledTerms } from '../journaled-terms.ts';
import { type Order, orderFromExchange } from '../order.ts';
import { readOrderRecord } from '../order-store.ts';

export interface OpenOrders {
  readonly orders: readonly Order[];
  /** What became of each wallet; null where the call names a market. */
  readonly parts: readonly WalletPart<unknown>[] | null;
}

/** Live from the exchange, whichever program placed the orders: of one market, or of every market of the account. */
export async function openOrders(
  ref: AccountRef,
  marketType: MarketType | undefined,
  symbol: string | undefined,
): Promise<OpenOrders> {
  if (marketType !== undefined) return { orders: await openOn(ref, marketType, symbol), parts: null };
  const parts = await inEveryWallet(await readAccount(ref), (each) => openOn(ref, each, symbol));
  return { orders: parts.flatMap(({ value }) => value ?? []), parts };
}

async function openOn(ref: AccountRef, marketType: MarketType, symbol: string | undefined): Promise<Order[]> {
  const { orders, market } = await openSession(ref, marketType, { symbol });
  const found = await settleAll((await orders.open(symbol)).map((order) => withOwnTerms(ref, order)));
  return found.map((order) => orderFromExchange(market.ccxtId, ref, order));
}

/** The exchange's id decides whether the order is ours. Orders of which the journal knows nothing more cost no read of the table. */
async function withOwnTerms(ref: AccountRef, order: ExchangeOrder): Promise<ExchangeOrder> {
  const { clientOrderId, exchangeOrderId } = order;
  if (clientOrderId === null || !needsJournaledTerms(order)) return order;
  const record = await readOrderRecord(ref, clientOrderId).catch(() => 'unread' as const);
  if (record === 'unread') return withoutJournal(order);
  const isOurs = record?.exchangeOrderId === exchangeOrderId && record.state === 'ACCEPTED';
  return isOurs ? withJournaledTerms(order, record) : order;
}

/**
 * An order that is open must be in the list, also where the journal cannot be read now: who misses the order places another one. A stop may
 * be a trailing stop of ours then, and its type is unknown.
 */
function withoutJournal(order: ExchangeOrder): ExchangeOrder {
  log({ level: 'WARN', message: 'an open order is listed without its journal entry' }, currentCall());
  return order.type === 'stop_loss' ? { ...order, type: null } : order;
}
