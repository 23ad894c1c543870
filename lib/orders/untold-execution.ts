import { Decimal } from '../decimal.ts';
import { marketCalled } from '../exchanges/exchanges.ts';
import { isOver, type OrderRecord } from './order.ts';

type Ended = Pick<OrderRecord, 'state' | 'described' | 'exchange' | 'marketType'>;

/**
 * The order has ended with a part filled, and nobody has told the price or the fees: the order ended inside its own POST, or the exchange refused
 * to show the fills. Only the job asks again, because a list shows the order from the journal.
 */
export function lacksExecution(record: Ended): boolean {
  return lacksPrice(record) || lacksFees(record);
}

/** The price is told, and the fees are missing: an order that can wait where the rate limit has no room. */
export function lacksFeesAlone(record: Ended): boolean {
  return lacksFees(record) && !lacksPrice(record);
}

function lacksPrice(record: Ended): boolean {
  return hasEndedFilled(record) && record.described?.averagePrice === null;
}

/** An exchange whose orders tell their fees tells no more of them in another look. */
function lacksFees(record: Ended): boolean {
  if (!hasEndedFilled(record) || record.described?.fees !== undefined) return false;
  return (marketCalled(record.exchange, record.marketType)?.feesInFills ?? null) !== null;
}

function hasEndedFilled({ state, described }: Ended): boolean {
  if (state !== 'ACCEPTED' || described === null || !isOver(described.status)) return false;
  return new Decimal(described.filledQuantity ?? 0).gt(0);
}
