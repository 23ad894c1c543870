import { OemsError } from '../../errors.ts';
import type { SubmitOutcome } from '../../exchanges/model/outcome.ts';
import type { Session } from '../../session/open-session.ts';
import { type Found, isSameOrder } from '../find-order.ts';
import type { OrderRecord } from '../order.ts';
import { isOfOtherAccount } from '../placed-elsewhere.ts';

type Taken = Extract<SubmitOutcome, { readonly kind: 'idTaken' }>;

/**
 * What a taken id means where the exchange shows the bearer of the id. A first copy of the request may have placed the bearer: the bearer is
 * the order that was sent unless the terms, the time or the journal of another account say otherwise.
 */
export async function afterTakenId(
  session: Session,
  record: OrderRecord,
  refusal: Taken,
  { order, isAmended, isElsewhere }: Extract<Found, { readonly kind: 'found' }>,
): Promise<SubmitOutcome> {
  if (isElsewhere === true || !isSameOrder(record.request, order, isAmended)) return refusedForTakenId(refusal);
  const isOther = await isOfOtherAccount(session, record, order).catch(() => null);
  // A failed look at the other accounts proves nothing: the resolver looks again.
  if (isOther === null) return { kind: 'unknown', error: refusal.error };
  return isOther ? refusedForTakenId(refusal) : { kind: 'accepted', exchangeOrderId: order.exchangeOrderId, order };
}

/** A different order bears the client order id at the exchange, so the exchange has placed nothing. */
function refusedForTakenId(refusal: Taken): Taken {
  const { code, message, details, retryAfterSeconds } = refusal.error;
  const field = 'client_order_id';
  const remedy =
    'a different order bears this id at the exchange, placed earlier or by another account with a key of the same customer, and nothing was placed now; take a new id';
  const error = new OemsError(code, `${message}: ${remedy}`, {
    details: [{ field, message: remedy }, ...details],
    retryAfterSeconds,
  });
  return { ...refusal, error };
}
