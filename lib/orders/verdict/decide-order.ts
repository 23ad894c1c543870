import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { sharedNow } from '../../aws/clock.ts';
import { invalidField, isKeyDenied, OemsError } from '../../errors.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import { decideEntry, decisionOf, requireUnproven, type Word } from '../../journal/decide-entry.ts';
import { isSameKey } from '../../journal/entry.ts';
import { readsEverythingSince } from '../../session/key-times.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { canArrive } from '../arrival.ts';
import { lookBackFrom, type OrderRecord, refOf } from '../order.ts';
import { orderJournal, readOrderRecord } from '../order-store.ts';

/** What a person says became of an order. */
export interface OrderWord extends Word {
  readonly word: 'placed' | 'not_placed';
  /** The exchange's id of an order that was placed. */
  readonly exchangeOrderId?: string | undefined;
}

/** Settles an order by the word of a person, held against the exchange wherever a key can look. */
export function decideOrder(ref: AccountRef, clientOrderId: string, said: OrderWord): Promise<OrderRecord> {
  return decideEntry<OrderRecord>({
    journal: orderJournal,
    read: () => readOrderRecord(ref, clientOrderId),
    held: (record) => (said.word === 'placed' ? heldAsPlaced(record, said) : heldAsNotPlaced(record, said)),
    isRepeated: ({ decision, exchangeOrderId }) =>
      decision?.word === said.word && (said.word === 'not_placed' || exchangeOrderId === said.exchangeOrderId),
    missing: async () => {
      await readAccount(ref);
      return new OemsError('NOT_FOUND', 'no order of this client_order_id was sent through this service');
    },
  });
}

/** The exchange must show the order, under the id that was sent and for the symbol that was sent. */
async function heldAsPlaced(record: OrderRecord, said: OrderWord): Promise<OrderRecord> {
  const { exchangeOrderId = '' } = said;
  const { symbol } = record.request;
  const session = await openSession(record.ref, record.marketType, { symbol });
  const describedAt = sharedNow();
  const order = await session.orders.read({ symbol, store: record.store, exchangeOrderId }, lookBackFrom(record));
  if (order === null) throw invalidField('order_id', `${session.market.title} shows no such order to this key`);
  requireOwn(record, order);
  const state = order.status === 'rejected' ? 'REJECTED' : 'ACCEPTED';
  const decision = decisionOf(said, 'shown');
  return { ...record, state, exchangeOrderId, described: order, describedAt, error: null, decision };
}

function requireOwn({ clientOrderId, request }: OrderRecord, order: ExchangeOrder): void {
  if (order.clientOrderId !== clientOrderId)
    throw invalidField('order_id', 'the order was placed under another client order id: it is another order');
  if (order.symbol !== request.symbol) throw invalidField('order_id', `the order is one of ${order.symbol}`);
}

/** A key that looks must see nothing. Where no key can look, the person takes the word upon themselves. */
async function heldAsNotPlaced(record: OrderRecord, said: OrderWord): Promise<OrderRecord> {
  const seen = await lookNow(record);
  if (seen === 'no key') requireUnproven(said, 'no key of the account can look for the order');
  else if (seen === 'blind')
    requireUnproven(said, 'the present key may belong to another customer, or reads a part of the history only');
  else if (seen !== null) throw shown(seen);
  const decision = decisionOf(said, seen === null ? 'looked' : 'unproven');
  return { ...record, state: 'NEVER_ARRIVED', error: null, decision };
}

/** Null: a complete look shows nothing. A look that fails, for a reason that will pass, is the error of the call. */
async function lookNow(record: OrderRecord): Promise<ExchangeOrder | 'no key' | 'blind' | null> {
  try {
    const session = await openSession(record.ref, record.marketType, { symbol: record.request.symbol });
    const behindMs = session.clock.behindMs();
    if (record.arrivesUntil !== null && canArrive(record, sharedNow(), behindMs)) throw mayArrive();
    const since = lookBackFrom(record) - behindMs;
    const found = await session.orders.find(refOf(record), since, { inFills: true });
    if (found.kind === 'found') return found.order;
    return (await seesAll(session, record, since)) ? null : 'blind';
  } catch (error) {
    if (isKeyGone(error)) return 'no key';
    throw error;
  }
}

async function seesAll(session: Session, record: OrderRecord, since: number): Promise<boolean> {
  return isSameKey(session, record) && (await readsEverythingSince(session, since));
}

/** The account is gone, has no key of the market, or the exchange refuses the key for good. */
export function isKeyGone(error: unknown): boolean {
  return error instanceof OemsError && (error.code === 'NOT_FOUND' || isKeyDenied(error));
}

function mayArrive(): OemsError {
  return new OemsError('IN_PROGRESS', 'the request may still arrive at the exchange', { retryAfterSeconds: 60 });
}

function shown({ exchangeOrderId }: ExchangeOrder): OemsError {
  const message = `the exchange shows an order under this client_order_id: look at order_id ${exchangeOrderId}, then give the verdict placed, or ask GET`;
  return new OemsError('ALREADY_EXISTS', message);
}
