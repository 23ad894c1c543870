import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { sharedNow } from '../../aws/clock.ts';
import { invalidField, OemsError } from '../../errors.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import { reviewAfterMs } from '../../journal/absence.ts';
import {
  decideEntry,
  decisionOf,
  isKeyGone,
  mayArrive,
  requireUnproven,
  type Word,
} from '../../journal/decide-entry.ts';
import { isSameKey } from '../../journal/entry.ts';
import { readsEverythingNow } from '../../session/key-times.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { canArrive } from '../arrival.ts';
import { findOwn } from '../find-own.ts';
import { lookBackFrom, type OrderRecord } from '../order.ts';
import { orderJournal, readOrderRecord } from '../order-store.ts';
import { rivalsOf } from '../placed-elsewhere.ts';
import { isSeen } from '../reconcile-order.ts';

/** A person's word on the fate of an order. */
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
  await requireNoRival(session, record, exchangeOrderId);
  const state = order.status === 'rejected' ? 'REJECTED' : 'ACCEPTED';
  const decision = decisionOf(said, 'shown');
  return { ...record, state, exchangeOrderId, described: order, describedAt, error: null, decision };
}

function requireOwn({ clientOrderId, request }: OrderRecord, order: ExchangeOrder): void {
  if (order.clientOrderId !== clientOrderId)
    throw invalidField('order_id', 'the order was placed under another client order id: it is another order');
  if (order.symbol !== request.symbol) throw invalidField('order_id', `the order is one of ${order.symbol}`);
}

/** The order would be told as the order of two accounts. */
async function requireNoRival(session: Session, record: OrderRecord, exchangeOrderId: string): Promise<void> {
  const { placed } = await rivalsOf(session, record);
  const rival = placed.find((other) => other.exchangeOrderId === exchangeOrderId);
  if (rival !== undefined)
    throw invalidField('order_id', `the order is in the journal of the account ${rival.ref.accountId}`);
}

/**
 * A key that looks must see nothing, once the request can arrive no more. Where no key can look, or the look proves nothing, the person takes the
 * word upon themselves.
 */
async function heldAsNotPlaced(record: OrderRecord, said: OrderWord): Promise<OrderRecord> {
  // Without a key the lag of the exchange's clock is unknown.
  if (mayStillArrive(record, 0)) throw mayArrive();
  const seen = await lookNow(record);
  if (typeof seen !== 'string') throw shown(seen);
  const doubt = doubtOf(record, seen);
  if (doubt !== null) requireUnproven(said, doubt);
  if (doubt !== null && isYoungAndEndless(record)) throw mayArrive();
  const decision = decisionOf(said, doubt === null ? 'looked' : 'unproven');
  return { ...record, state: 'NEVER_ARRIVED', error: null, decision };
}

type Unseen = 'nothing' | 'no key' | 'blind';

/** Why nothing proves that the order was not placed; null for a proof, which needs what the proof of the looks needs. */
function doubtOf(record: OrderRecord, seen: Unseen): string | null {
  if (seen === 'no key') return 'no key of the account can look for the order';
  if (seen === 'blind') return 'the present key may belong to another customer, or reads a part of the history only';
  if (isSeen(record)) return 'the exchange has shown or acknowledged an order under this client_order_id';
  if (record.arrivesUntil === null)
    return 'the exchange knows no deadline of such an order, which may arrive at any time';
  const isForgotten = record.shownUntil !== null && sharedNow() > record.shownUntil;
  return isForgotten ? 'the exchange may have forgotten an order of that time' : null;
}

function mayStillArrive(record: OrderRecord, behindMs: number): boolean {
  return record.arrivesUntil !== null && canArrive(record, sharedNow(), behindMs);
}

/** Nothing bounds the time in which the request arrives: the word waits as long as looks do before they leave an entry to a person. */
function isYoungAndEndless({ arrivesUntil, sentAt }: OrderRecord): boolean {
  return arrivesUntil === null && sharedNow() - sentAt < reviewAfterMs;
}

/** A look that fails, for a reason that will pass, is the error of the call. */
async function lookNow(record: OrderRecord): Promise<ExchangeOrder | Unseen> {
  try {
    const session = await openSession(record.ref, record.marketType, { symbol: record.request.symbol });
    const behindMs = session.clock.behindMs();
    if (mayStillArrive(record, behindMs)) throw mayArrive();
    const since = lookBackFrom(record) - behindMs;
    const found = await findOwn(session, record, since, { inFills: true });
    if (found.kind === 'found') return found.order;
    return (await seesAll(session, record, since)) ? 'nothing' : 'blind';
  } catch (error) {
    if (isKeyGone(error)) return 'no key';
    throw error;
  }
}

async function seesAll(session: Session, record: OrderRecord, since: number): Promise<boolean> {
  return isSameKey(session, record) && (await readsEverythingNow(session, since));
}

function shown({ exchangeOrderId }: ExchangeOrder): OemsError {
  const message = `the exchange shows an order under this client_order_id: look at order_id ${exchangeOrderId}, then give the verdict placed, or ask GET`;
  return new OemsError('ALREADY_EXISTS', message);
}
