import { OemsError } from '../../errors.ts';
import type { MarketDefinition, OrderTraits } from '../definition.ts';
import type { AmendableTerm, OrderChange, OrderRequest, OrderStore, TimeInForce } from '../model/order.ts';
import type { TrailingDistance } from '../model/trailing.ts';

/** Throws NOT_SUPPORTED for what the definition says the market lacks. The one place where a capability that is false is denied. */
export function denyUnsupported(order: OrderRequest, { title, capabilities }: MarketDefinition): void {
  const { orderTypes, timeInForce, triggerPriceTypes, triggeredTimeInForce } = capabilities;
  if (!orderTypes.includes(order.type))
    throw denied('order_type', `this service does not support ${order.type} orders on ${title}`);
  denyDistance(order, title, capabilities.trailingDistances);
  if (order.reduceOnly && !capabilities.reduceOnly)
    throw denied('reduce_only', `this service does not support positions on ${title}; leave it out`);
  if (order.postOnly && !timeInForce.includes('POST_ONLY'))
    throw denied('post_only', `this service does not support post-only orders on ${title}; leave it out`);
  if (order.timeInForce !== undefined && !timeInForce.includes(order.timeInForce))
    throw denied(
      'time_in_force',
      `this service does not support ${order.timeInForce} on ${title}; use ${listed(kinds(timeInForce))}`,
    );
  if (isTriggered(order) && order.timeInForce !== undefined && !triggeredTimeInForce.includes(order.timeInForce))
    throw denied('time_in_force', `${title} keeps triggered orders until canceled; leave it out or send GTC`);
  if (order.triggerPriceType !== undefined && !triggerPriceTypes.includes(order.triggerPriceType))
    throw denied('trigger_price_type', `${title} triggers on ${listed(triggerPriceTypes)}`);
}

/** Another unit would need a price to convert with, and the order would trail at a distance that nobody asked for. */
function denyDistance(
  { trailingPercent, trailingAmount }: OrderRequest,
  title: string,
  distances: readonly TrailingDistance[],
): void {
  if (trailingAmount !== undefined && !distances.includes('amount'))
    throw denied('trailing_amount', `${title} takes the distance of a trailing stop in percent; send trailing_percent`);
  if (trailingPercent !== undefined && !distances.includes('percent'))
    throw denied(
      'trailing_percent',
      `${title} takes the distance of a trailing stop as an amount; send trailing_amount`,
    );
}

/** Throws NOT_SUPPORTED for a term that no amendment changes there. Whether a quantity falls, the exchange's own code sees. */
export function denyUnsupportedChange(change: OrderChange, { amend }: OrderTraits, { title }: MarketDefinition): void {
  const changes = amend?.changes ?? [];
  const has = (...terms: readonly AmendableTerm[]) => terms.some((term) => changes.includes(term));
  if (change.price !== undefined && !has('price')) throw cannotChange('price', title);
  if (change.stopPrice !== undefined && !has('stopPrice')) throw cannotChange('stop_price', title);
  if (change.quantity !== undefined && !has('quantity', 'lessQuantity')) throw cannotChange('quantity', title);
}

/** `stores`: where the order may lie. */
export function amendsNone(stores: readonly OrderStore[], { title }: MarketDefinition): OemsError {
  const kind = stores.every((store) => store === 'trigger') ? 'a stop order' : 'an order';
  return new OemsError('NOT_SUPPORTED', `${title} cannot amend ${kind}; cancel the order and place another`);
}

function cannotChange(field: string, title: string): OemsError {
  return denied(field, `${title} does not change the ${field} of an open order; cancel the order and place another`);
}

/** The function itself where the definition says that the market has it. Throws NOT_SUPPORTED otherwise. */
export function supported<T>(call: T | null, isSupported: boolean, { title }: MarketDefinition, what: string): T {
  if (isSupported && call !== null) return call;
  throw new OemsError('NOT_SUPPORTED', `this service does not support ${what} on ${title}`);
}

function isTriggered({ type }: OrderRequest): boolean {
  return type !== 'market' && type !== 'limit';
}

function kinds(timeInForce: readonly string[]): TimeInForce[] {
  return timeInForce.filter((kind): kind is TimeInForce => kind !== 'POST_ONLY');
}

function listed(words: readonly string[]): string {
  return words.join(' or ');
}

function denied(field: string, message: string): OemsError {
  return new OemsError('NOT_SUPPORTED', `${field}: ${message}`, { details: [{ field, message }] });
}
