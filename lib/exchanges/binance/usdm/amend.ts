import { Decimal } from '../../../decimal.ts';
import { OemsError } from '../../../errors.ts';
import type { ExchangeOrder, OrderChange, OrderRef, PreparedRequest } from '../../model/order.ts';
import type { SubmitOutcome } from '../../model/outcome.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { optionalText } from '../../wire/readers.ts';
import { ExchangeRejection, MalformedResponse } from '../../wire/refusals.ts';
import { canceledInstead } from '../amend-refusals.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowOf } from '../lists.ts';
import { nameOf } from '../names.ts';
import { readOrder } from '../regular-store.ts';
import { deadlineTerms, invalidQuantity, requiredId, sideWord } from '../terms.ts';
import { storeIdOf } from './algo-orders.ts';
import { usdmStore } from './store.ts';

const title = 'Binance USD-M';

/** `PUT /fapi/v1/order` takes side, quantity and price at every time, so the order is read first. */
export async function prepareAmendment(
  wire: MarketWire,
  ref: OrderRef,
  symbol: string,
  change: OrderChange,
  deadline: number,
): Promise<PreparedRequest> {
  const name = await nameOf(wire.markets, symbol);
  const order = await amendedOrder(wire, ref, name);
  const { side } = order;
  const [quantity, price] = [change.quantity ?? order.quantity, change.price ?? order.price];
  if (side === null || quantity === null || price === null) throw new MalformedResponse(title, 200);
  refuseFilled(quantity, order);
  const body = { symbol: name, orderId: order.exchangeOrderId, side: sideWord({ side }), quantity, price };
  return { endpoint: 'amendOrder', body: { ...body, ...deadlineTerms(deadline) }, deadline };
}

async function amendedOrder(wire: MarketWire, ref: OrderRef, symbol: string): Promise<ExchangeOrder> {
  const { exchangeOrderId, clientOrderId = '' } = ref;
  const own = exchangeOrderId === undefined ? null : storeIdOf(exchangeOrderId);
  const name = own === null ? { origClientOrderId: clientOrderId } : { orderId: own.id };
  const found = own?.kind === 'algo' ? null : await readOrder(usdmStore(wire), symbol, name);
  if (found === null) throw new OemsError('NOT_FOUND', `${title} does not know this order`);
  return found;
}

/** Binance cancels an order whose new quantity is no more than what has been filled (USD-M: Modify Order). */
function refuseFilled(quantity: string, { filledQuantity }: ExchangeOrder): void {
  if (filledQuantity === null || new Decimal(quantity).gt(filledQuantity)) return;
  throw invalidQuantity(
    `${filledQuantity} of the order is filled already; send a larger quantity, or cancel the order`,
  );
}

/**
 * Binance cancels the order in place of an amendment that would make a post-only order trade, or that leaves nothing to fill. A
 * cancellation is no amendment.
 */
export function amendOrder(wire: MarketWire, { body }: PreparedRequest): Promise<SubmitOutcome> {
  return wire.attempt(usdmEndpoints.amendOrder, body, (answer) => {
    const row = rowOf(title, answer);
    const exchangeOrderId = requiredId(title, row, 'orderId');
    if (exchangeOrderId !== body.orderId) throw new MalformedResponse(title, 200);
    const status = optionalText(row.status);
    if (status === 'CANCELED' || status === 'EXPIRED') throw new ExchangeRejection(title, canceledInstead);
    if (status === null) throw new MalformedResponse(title, 200);
    return { kind: 'accepted' as const, exchangeOrderId, order: null };
  });
}
