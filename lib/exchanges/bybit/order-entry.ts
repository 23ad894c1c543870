import { Decimal } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import type { ProvidedOrders } from '../interfaces/order-entry.ts';
import type { ExchangeOrder, OrderRef, OrderRequest, PreparedRequest } from '../model/order.ts';
import type { SubmitOutcome } from '../model/outcome.ts';
import { optionalText, requiredText } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { unlessUnread } from '../wire/told-rows.ts';
import { cancelAll } from './cancel-all.ts';
import { endpoints } from './endpoints.ts';
import { estimateOrder } from './estimates.ts';
import { findOrder } from './find-order.ts';
import { resultIn } from './lists.ts';
import { openOrders } from './open-orders.ts';
import { amendParameters, createParameters, waitsForRise } from './order-parameters.ts';
import type { PartWire } from './part.ts';
import { tickerOf } from './prices.ts';
import { windowHeader, windowUntil } from './sign.ts';
import { cancelAnywhere, cancelSomeAnywhere, readAnywhere, untradedOrders } from './untraded-orders.ts';

/** Orders of one market of the unified account. */
export function bybitOrders(wire: PartWire): ProvidedOrders {
  const { markets, part } = wire;
  return {
    prepare: async (order, deadline) => {
      const body = createParameters(order, await markets.market(order.symbol), part);
      return { endpoint: 'createOrder', body, deadline };
    },
    submit: async (prepared, order) =>
      (await refusedSide(wire, order)) ?? attempt(wire, 'createOrder', prepared, order.clientOrderId),
    estimate: async (order) => {
      await requireSide(wire, order);
      return estimateOrder(wire, order);
    },
    find: (ref, since, terms) => findOrder(wire, ref, since, terms),
    read: (ref, since) => readAnywhere(wire, ref, since),
    readSome: async (refs, since) => {
      const found: (ExchangeOrder | null)[] = [];
      for (const ref of refs) found.push(await unlessUnread(readAnywhere(wire, ref, since)));
      return found;
    },
    openList: () => openOrders(wire),
    ...(part.category === 'linear' ? { untraded: () => untradedOrders(wire) } : {}),
    cancel: (ref) => cancelAnywhere(wire, ref),
    cancelSome: (refs) => cancelSomeAnywhere(wire, refs),
    cancelAll: () => cancelAll(wire),
    prepareAmend: async (ref, symbol, change, deadline) => {
      if (change.postOnly && change.price !== undefined) throw mayTake(wire);
      const body = amendParameters(ref, change, await markets.market(symbol), part);
      return { endpoint: 'amendOrder', body, deadline };
    },
    amend: (prepared, ref) => attempt(wire, 'amendOrder', prepared, ref.clientOrderId, ref),
  };
}

/**
 * One attempt. The window of the signature ends with the deadline of the order, so the gateway refuses whatever comes later. The acknowledgement
 * has ids and no state: the order waits in a queue, and may still end as rejected (docs/v5 order/create-order).
 */
async function attempt(
  wire: PartWire,
  endpoint: 'createOrder' | 'amendOrder',
  { body, deadline }: PreparedRequest,
  clientOrderId: string | undefined,
  ref?: OrderRef,
): Promise<SubmitOutcome> {
  const window = deadline === null ? {} : { [windowHeader]: windowUntil(deadline) };
  const accept = (answer: unknown) => acknowledged(wire, answer, clientOrderId, ref);
  return wire.attempt(endpoints[endpoint], body, accept, window);
}

function acknowledged(
  { market: { title } }: PartWire,
  answer: unknown,
  clientOrderId: string | undefined,
  { exchangeOrderId: known }: Partial<OrderRef> = {},
): Extract<SubmitOutcome, { kind: 'accepted' }> {
  const result = resultIn(title, answer);
  const exchangeOrderId = requiredText(title, result, 'orderId');
  const told = optionalText(result.orderLinkId);
  const isOther = told !== null && clientOrderId !== undefined && told !== clientOrderId;
  // The acknowledgement of a foreign request tells nothing about this request.
  if (isOther || (known !== undefined && known !== exchangeOrderId)) throw new MalformedResponse(title, 200);
  return { kind: 'accepted', exchangeOrderId, order: null };
}

/** Nobody documents whether an order stays post-only when its price changes, and no parameter repeats the flag. */
function mayTake({ market: { title } }: PartWire): OemsError {
  return new OemsError(
    'NOT_SUPPORTED',
    `price: ${title} does not promise that a post-only order stays post-only with a new price; cancel the order and place another`,
    { details: [{ field: 'price', message: 'cannot be changed on a post-only order' }] },
  );
}

/**
 * Spot takes no direction of a trigger: the side of the market at which the trigger lies decides whether the order is a stop or a take profit.
 * A stop that comes too late would sell as a take profit, so the last price is compared first. Not before the journal is asked: the order may
 * have been placed by an earlier call, and have moved on with the price.
 */
async function requireSide(wire: PartWire, order: OrderRequest): Promise<void> {
  const { stopPrice, symbol } = order;
  if (stopPrice === undefined || wire.part.category !== 'spot') return;
  const { last } = await tickerOf(wire, symbol);
  if (last === null) throw new MalformedResponse(wire.market.title, 200);
  const rises = waitsForRise(order);
  if (rises ? new Decimal(stopPrice).gt(last) : new Decimal(stopPrice).lt(last)) return;
  const message = `must be ${rises ? 'above' : 'below'} the last price, which is ${last}: at ${stopPrice} ${wire.market.title} would take the order for the opposite kind`;
  throw new OemsError('INVALID_ORDER', `stop_price: ${message}`, { details: [{ field: 'stop_price', message }] });
}

/** The wrong side is a verdict on the order. Without a price there is no verdict, and nothing leaves. */
async function refusedSide(wire: PartWire, order: OrderRequest): Promise<SubmitOutcome | null> {
  try {
    await requireSide(wire, order);
    return null;
  } catch (error) {
    if (!(error instanceof OemsError)) throw error;
    return { kind: error.code === 'INVALID_ORDER' ? 'rejected' : 'notSent', error };
  }
}
