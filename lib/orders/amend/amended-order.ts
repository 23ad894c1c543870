import { sharedNow } from '../../aws/clock.ts';
import { invalidField, OemsError } from '../../errors.ts';
import type { OrderStore } from '../../exchanges/model/order.ts';
import { openStates } from '../../journal/entry.ts';
import { resolveEntry } from '../../journal/resolve.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { type Order, type OrderRecord, orderFromExchange, orderFromRecord } from '../order.ts';
import { describeOrder, readOrderRecord } from '../order-store.ts';
import { lookBackMs, undescribedOrder } from '../read/read-order.ts';
import { lookBackFrom } from '../reconcile-order.ts';
import { ordersResolving } from '../resolve-orders.ts';
import type { AmendmentIntent, AmendmentRecord } from './amendment.ts';

/** The order that an amendment is about. */
export interface AmendedOrder {
  readonly session: Session;
  /** Its line in the journal; null for an order placed elsewhere, or named by the exchange's id. */
  readonly line: OrderRecord | null;
  readonly exchangeOrderId: string;
  readonly store: OrderStore;
  readonly orderSince: number;
  /** Known wherever the amendment has to say it: where the exchange would forget it. */
  readonly postOnly: boolean;
}

/** Nonces taken with the account's record: one to amend, one to read back. */
const noncesPerAmendment = 2;

/** The journal knows an order's wallet and its id at the exchange better than the caller. */
export async function openAmended(intent: AmendmentIntent): Promise<AmendedOrder> {
  const { ref, clientOrderId, symbol } = intent;
  const line = clientOrderId === undefined ? null : await readOrderRecord(ref, clientOrderId);
  if (line !== null && line.request.symbol !== symbol)
    throw invalidField('symbol', `client_order_id names an order of ${line.request.symbol}`);
  const session = await openSession(ref, line?.marketType ?? intent.marketType, { symbol, nonces: noncesPerAmendment });
  if (line !== null) return settledOrder(session, line);
  const orderSince = sharedNow() - lookBackMs;
  const { exchangeOrderId } = intent;
  if (exchangeOrderId === undefined)
    return { session, line, orderSince, store: 'regular', ...(await foundById(session, intent, orderSince)) };
  const postOnly = await isPostOnly(session, intent, orderSince);
  return { session, line, orderSince, store: 'regular', exchangeOrderId, postOnly };
}

/** An order of open fate would be taken for another one if it were found with amended terms: first its own verdict. */
async function settledOrder(session: Session, found: OrderRecord): Promise<AmendedOrder> {
  const line = openStates.includes(found.state) ? await journaledVerdict(session, found) : found;
  const { exchangeOrderId } = line;
  if (line.state === 'ACCEPTED' && exchangeOrderId !== null)
    return {
      session,
      line,
      exchangeOrderId,
      store: line.store,
      orderSince: lookBackFrom(line),
      postOnly: line.request.postOnly,
    };
  if (openStates.includes(line.state) || line.state === 'NEEDS_REVIEW')
    throw new OemsError('IN_PROGRESS', 'what became of this order is not known yet; nothing was sent, ask again', {
      retryAfterSeconds: 5,
    });
  throw new OemsError('NOT_FOUND', 'the order was not placed: there is nothing to amend');
}

/** A verdict that the table could not take does not count: the resolver must find the order before it is changed. */
async function journaledVerdict(session: Session, open: OrderRecord): Promise<OrderRecord> {
  await resolveEntry(ordersResolving, session, open, 0);
  return (await readOrderRecord(open.ref, open.clientOrderId)) ?? open;
}

async function foundById(
  { orders, market }: Session,
  { clientOrderId = '', symbol }: AmendmentIntent,
  since: number,
): Promise<Pick<AmendedOrder, 'exchangeOrderId' | 'postOnly'>> {
  const found = await orders.find({ symbol, store: 'regular', clientOrderId }, since, { older: 'open' });
  if (found.kind === 'absent') throw new OemsError('NOT_FOUND', `${market.title} knows no such order`);
  return { exchangeOrderId: found.order.exchangeOrderId, postOnly: found.order.postOnly === true };
}

/** Costs a request only where the amendment has to say it. When it cannot be read nothing is sent: the order might become a taker. */
async function isPostOnly(
  { orders, market }: Session,
  { exchangeOrderId = '', change, symbol }: AmendmentIntent,
  since: number,
): Promise<boolean> {
  if (market.regular.amend?.keepsPostOnly || change.price === undefined) return false;
  return (await orders.read({ symbol, store: 'regular', exchangeOrderId }, since))?.postOnly === true;
}

/** The next reader of the order's line may come after the exchange has forgotten it. Never with what an earlier call was told. */
export async function keepDescription({ line }: AmendedOrder, { described }: AmendmentRecord): Promise<void> {
  if (line !== null && described !== null) await describeOrder({ ...line, described }).catch(() => undefined);
}

/** The order as it is known after the amendment. */
export function orderAfter({ session, line }: AmendedOrder, record: AmendmentRecord): Order {
  const { described, ref } = record;
  if (line !== null) return described === null ? orderFromRecord(line) : orderFromRecord(line, described);
  return described === null ? undescribed(session, record) : orderFromExchange(session.market.ccxtId, ref, described);
}

/** An order of elsewhere that could not be read: only its name is known, and what has been changed. */
function undescribed({ market }: Session, record: AmendmentRecord): Order {
  const { quantity = null, price = null, stopPrice = null } = record.state === 'ACCEPTED' ? record.change : {};
  const { terms, ...order } = undescribedOrder(market.ccxtId, record);
  return { ...order, terms: { ...terms, quantity, price, stopPrice } };
}
