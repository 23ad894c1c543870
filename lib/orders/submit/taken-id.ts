import { OemsError } from '../../errors.ts';
import type { SubmitOutcome } from '../../exchanges/model/outcome.ts';
import type { Found } from '../find-own.ts';
import type { OrderRecord } from '../order.ts';
import { takenIdDetail, takenIdRemedy } from '../placed-elsewhere.ts';
import { isSameOrder } from '../same-order.ts';

type Taken = Extract<SubmitOutcome, { readonly kind: 'idTaken' }>;

/**
 * What a taken id means where the exchange shows the bearer of the id. A first copy of the request may have placed the bearer: the bearer is
 * the order that was sent unless the terms or the time say otherwise.
 */
export function afterTakenId(
  record: OrderRecord,
  refusal: Taken,
  { order, isAmended, isElsewhere }: Extract<Found, { readonly kind: 'found' }>,
): SubmitOutcome {
  if (isElsewhere === true || !isSameOrder(record.request, order, isAmended)) return refusedForTakenId(refusal);
  return { kind: 'accepted', exchangeOrderId: order.exchangeOrderId, order };
}

/** A different order bears the client order id at the exchange, so the exchange has placed nothing. */
export function refusedForTakenId(refusal: Taken): Taken {
  const { code, message, details, retryAfterSeconds } = refusal.error;
  const error = new OemsError(code, `${message}: ${takenIdRemedy}`, {
    details: [takenIdDetail, ...details],
    retryAfterSeconds,
  });
  return { ...refusal, error };
}
