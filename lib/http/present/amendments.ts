import type { Amendment } from '../../orders/amend/amendment.ts';
import { replayField, replayHeader, reply } from '../answer.ts';
import { presentOrder } from './orders.ts';
import { notCarriedOut, rejectedAnswer } from './stored-rejection.ts';

/** 202 while the outcome is unknown. An amendment that was not carried out is an error by its status, in every answer. */
export function presentAmendment({ record, order, replayed }: Amendment) {
  const { state, error } = record;
  const data = { order: presentOrder(order), ...replayField(replayed) };
  if (state === 'NEVER_ARRIVED') return notAmended(record, replayed, data);
  if (error !== null) return rejectedAnswer(error, record, replayed, data);
  const message =
    state === 'ACCEPTED'
      ? `Order amended${replayed ? ' by an earlier call; nothing was sent' : ''}`
      : 'The outcome of the amendment is not known yet; read the order before you repeat the amendment';
  return reply(state === 'ACCEPTED' ? 200 : 202, message, data, replayHeader(replayed));
}

/** Entries of an earlier release keep EXCHANGE_UNAVAILABLE, which a client would repeat under the same key for ever. */
function notAmended<T>({ error }: Pick<Amendment['record'], 'error'>, replayed: boolean, data: T) {
  const message = error?.message ?? 'the order was not amended; amend the order again with a new Idempotency-Key';
  return notCarriedOut(message, error?.details ?? [], replayed, data);
}
