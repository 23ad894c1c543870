import { Decimal } from '../../decimal.ts';
import type { OrderStatus } from '../../exchanges/model/order.ts';
import type { PositionClosing } from '../../orders/close/close-position.ts';
import { type Order, orderFromRecord } from '../../orders/order-view.ts';
import { presentSubmission } from './orders.ts';
import { notCarriedOut } from './stored-rejection.ts';

/** As the order that closes, with what is left. An order that the exchange ended without a fill has closed nothing, which is an error. */
export function presentClosing({ record, replayed, remaining }: PositionClosing) {
  const answer = presentSubmission({ record, replayed });
  const data = { ...answer.data, remaining };
  if (answer.error !== undefined || answer.statusCode !== 200) return { ...answer, data };
  if (isUnfilledEnd(orderFromRecord(record))) return notCarriedOut(nothingClosed, [], replayed, data);
  return { ...answer, message: `${replayed ? byEarlierCall : ''}${messageOf(remaining)}`, data };
}

const ends: readonly OrderStatus[] = ['canceled', 'expired'];

function isUnfilledEnd({ status, filledQuantity }: Order): boolean {
  return ends.includes(status) && filledQuantity !== null && new Decimal(filledQuantity).isZero();
}

const nothingClosed =
  'Nothing was closed: the exchange ended the order without a fill. Close the position again under a new name, which is safe';
const byEarlierCall = 'Nothing was sent: an earlier call has sent the order to close. ';

function messageOf(remaining: string | null): string {
  if (remaining === null)
    return 'The exchange took the order to close; what is left of the position is not known, read GET /oems/execution/positions';
  if (new Decimal(remaining).isZero()) return 'Position closed';
  return `The position is not closed: ${remaining} are left; close the rest under a new name`;
}
