import { Decimal } from '../../decimal.ts';
import type { OrderStatus } from '../../exchanges/model/order.ts';
import type { PositionClosing } from '../../orders/close/close-position.ts';
import { type Order, orderFromRecord } from '../../orders/order-view.ts';
import { presentOrder, presentSubmission } from './orders.ts';
import { notCarriedOut } from './stored-rejection.ts';

/**
 * As the first order that closes, with what is left. An order that the exchange ended without a fill has closed nothing, which is an error. Several
 * orders are told each; while one of them has no verdict, the answer is the answer of that order.
 */
export function presentClosing(closing: PositionClosing) {
  const { record, replayed, further, remaining } = closing;
  const all = [record, ...further];
  const isOpen = (each: typeof record) => orderFromRecord(each).status === 'unknown';
  const answer = presentSubmission({ record: all.find(isOpen) ?? record, replayed });
  const orders = further.length === 0 ? {} : { orders: all.map((each) => presentOrder(orderFromRecord(each))) };
  const data = { ...answer.data, order: presentOrder(orderFromRecord(record)), ...orders, remaining };
  if (answer.error !== undefined || answer.statusCode !== 200) return { ...answer, data };
  if (all.every((each) => isUnfilledEnd(orderFromRecord(each))))
    return notCarriedOut(nothingClosed, [], replayed, data);
  return { ...answer, message: `${replayed ? byEarlierCall : ''}${messageOf(closing)}`, data };
}

const ends: readonly OrderStatus[] = ['canceled', 'expired'];

function isUnfilledEnd({ status, filledQuantity }: Order): boolean {
  return ends.includes(status) && filledQuantity !== null && new Decimal(filledQuantity).isZero();
}

const nothingClosed =
  'Nothing was closed: the exchange ended the order without a fill. Close the position again under a new name, which is safe';
const byEarlierCall = 'Nothing was sent: an earlier call has sent the order to close. ';

function messageOf({ remaining, stopped }: PositionClosing): string {
  if (remaining === null)
    return 'The exchange took the order to close; what is left of the position is not known, read GET /oems/execution/positions';
  if (new Decimal(remaining).isZero()) return 'Position closed';
  const why = stopped === null ? '' : ` (${stopped})`;
  return `The position is not closed: ${remaining} are left${why}; close the rest under a new name`;
}
