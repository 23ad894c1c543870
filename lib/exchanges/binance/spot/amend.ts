import { Decimal } from '../../../decimal.ts';
import { OemsError } from '../../../errors.ts';
import type { ExchangeOrder, OrderChange, OrderRef, PreparedRequest } from '../../model/order.ts';
import type { SubmitOutcome } from '../../model/outcome.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { optionalText, positive } from '../../wire/readers.ts';
import { ExchangeRejection, MalformedResponse } from '../../wire/refusals.ts';
import { canceledInstead } from '../amend-refusals.ts';
import { spotEndpoints } from '../endpoints.ts';
import { rowOf } from '../lists.ts';
import { nameOf } from '../names.ts';
import { readOrder } from '../regular-store.ts';
import { deadlineTerms, invalidQuantity, requiredId } from '../terms.ts';
import { spotStore } from './store.ts';

const title = 'Binance Spot';

/**
 * `order/amend/keepPriority` lowers the quantity of the whole order, fills included, and changes nothing else (spot:
 * faqs/order_amend_keep_priority). The order is read first: without its own id in the request Binance gives the order a random id, and no look
 * would find the order under ours.
 */
export async function prepareAmendment(
  wire: MarketWire,
  ref: OrderRef,
  symbol: string,
  { quantity }: OrderChange,
  deadline: number,
): Promise<PreparedRequest> {
  const name = await nameOf(wire.markets, symbol);
  const order = await amendedOrder(wire, ref, name);
  if (quantity === undefined || order.clientOrderId === null) throw new MalformedResponse(title, 200);
  requireLess(quantity, order);
  const { exchangeOrderId: orderId, clientOrderId: newClientOrderId } = order;
  const body = { symbol: name, orderId, newQty: quantity, newClientOrderId, ...deadlineTerms(deadline) };
  return { endpoint: 'amendOrder', body, deadline };
}

async function amendedOrder(wire: MarketWire, ref: OrderRef, symbol: string): Promise<ExchangeOrder> {
  const { exchangeOrderId, clientOrderId = '' } = ref;
  const name = exchangeOrderId === undefined ? { origClientOrderId: clientOrderId } : { orderId: exchangeOrderId };
  const found = await readOrder(spotStore(wire), symbol, name);
  if (found === null) throw new OemsError('NOT_FOUND', `${title} does not know this order`);
  return found;
}

/** No page tells what a quantity does that is executed already. Of an order that is over, Binance tells that there is none. */
function requireLess(quantity: string, { status, quantity: present, filledQuantity }: ExchangeOrder): void {
  if (status !== 'open' && status !== 'partially_filled') return;
  if (present === null || filledQuantity === null) throw new MalformedResponse(title, 200);
  if (new Decimal(quantity).gte(present))
    throw invalidQuantity(
      `${title} only lowers the quantity of an open order, which is ${present}; send less, or cancel the order and place another`,
    );
  if (new Decimal(quantity).gt(filledQuantity)) return;
  throw invalidQuantity(
    `${filledQuantity} of the order is filled already; send a larger quantity, or cancel the order`,
  );
}

/** An answer that tells a different order, quantity or id leaves the amendment unknown: the order is read then. */
export function amendOrder(wire: MarketWire, { body }: PreparedRequest): Promise<SubmitOutcome> {
  return wire.attempt(spotEndpoints.amendOrder, body, (answer) => {
    const row = rowOf(title, rowOf(title, answer).amendedOrder);
    const exchangeOrderId = requiredId(title, row, 'orderId');
    const [quantity, status] = [positive(row.qty), optionalText(row.status)];
    const isThis = exchangeOrderId === body.orderId && optionalText(row.clientOrderId) === body.newClientOrderId;
    const isDone = quantity !== null && new Decimal(quantity).eq(String(body.newQty));
    if (!isThis || !isDone || status === null) throw new MalformedResponse(title, 200);
    if (status === 'CANCELED' || status === 'EXPIRED') throw new ExchangeRejection(title, canceledInstead);
    return { kind: 'accepted' as const, exchangeOrderId, order: null };
  });
}
