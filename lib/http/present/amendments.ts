import type { Amendment } from '../../orders/amend/amendment.ts';
import { replayMark, reply } from '../answer.ts';
import { presentOrder } from './orders.ts';
import { storedRejection } from './stored-rejection.ts';

/** 202 while the outcome is unknown; a replay of a rejected amendment answers the stored error again. */
export function presentAmendment({ record, order, replayed }: Amendment) {
  const headers = replayMark(replayed);
  if (record.error !== null) throw storedRejection(record.error, headers);
  const data = { order: presentOrder(order) };
  if (record.state === 'ACCEPTED') return reply(200, 'Order amended', data, headers);
  const message = 'The outcome of the amendment is not known yet; read the order before you repeat the amendment';
  return reply(202, message, data, headers);
}
