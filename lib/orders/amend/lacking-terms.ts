import { OemsError } from '../../errors.ts';
import type { OrderChange, OrderType } from '../../exchanges/model/order.ts';
import type { AmendedOrder } from './amended-order.ts';

const withLimit: readonly OrderType[] = ['limit', 'stop_loss_limit', 'take_profit_limit'];
const withoutStop: readonly OrderType[] = ['market', 'limit'];

/**
 * Throws INVALID_ORDER for a change of a term that the order does not have. The exchange would refuse the change, and no look at the order
 * could tell the refusal from an answer about an earlier copy: the exchange shows no such term before and after the change.
 */
export function denyLackingTerms(
  { entry, described }: Pick<AmendedOrder, 'entry' | 'described'>,
  { price, stopPrice }: OrderChange,
): void {
  const type = entry?.request.type ?? described?.type ?? null;
  if (type === null) return;
  if (stopPrice !== undefined && withoutStop.includes(type) && (described?.stopPrice ?? null) === null)
    throw lacking('stop_price', type, 'stop price');
  if (price !== undefined && !withLimit.includes(type) && (described?.price ?? null) === null)
    throw lacking('price', type, 'limit price');
}

function lacking(field: string, type: OrderType, term: string): OemsError {
  const message = `an order of type ${type} has no ${term} to change; nothing was sent. Cancel the order and place another`;
  return new OemsError('INVALID_ORDER', `${field}: ${message}`, { details: [{ field, message }] });
}
