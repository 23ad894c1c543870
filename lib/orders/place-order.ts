import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenExchange } from '../accounts/open-exchange.ts';
import type { OemsError } from '../api/errors.ts';
import type { ExchangeOrder, SubmitOutcome } from '../exchanges/exchange.ts';
import { isTooLate, maxAttempts, pauseMs, tooLate } from './attempts.ts';
import { findSent, isSameOrder, lookUpSince } from './look-up.ts';
import type { OrderRecord } from './order.ts';

/**
 * Sends the order. A refused nonce was refused before execution, but a network layer may have delivered another copy of the same bytes,
 * and executed it, before that: so no further try without a look first.
 */
export const placeOnce = async (opened: OpenExchange, record: OrderRecord): Promise<SubmitOutcome> => {
  if (isTooLate(record)) return tooLate;
  let outcome = await opened.exchange.submitOrder(record.request, record.notAfter);
  for (let attempt = 2; outcome.kind === 'nonceRefused' && attempt <= maxAttempts; attempt += 1) {
    const found = await findSent(opened, record);
    if (found === null) return { kind: 'unknown', error: outcome.error };
    if (found.kind === 'found') return acceptedAs(found.order);
    await sleep(pauseMs());
    if (isTooLate(record)) break;
    outcome = await opened.exchange.submitOrder(record.request, record.notAfter);
  }
  return unlessTaken(opened, record, outcome);
};

const acceptedAs = (order: ExchangeOrder): SubmitOutcome => ({
  kind: 'accepted',
  exchangeOrderId: order.exchangeOrderId,
  order,
});

/**
 * "This id is taken": by another copy of these very bytes, whose answer was lost on the way, or by somebody else's order. The exchange
 * holds at most one of the two, and only a look-up tells which.
 */
const unlessTaken = async (
  opened: OpenExchange,
  record: OrderRecord,
  outcome: SubmitOutcome,
): Promise<SubmitOutcome> => {
  if (outcome.kind !== 'rejected' || !isTaken(outcome.error)) return outcome;
  const found = await findSent(opened, record);
  if (found?.kind !== 'found') return { kind: 'unknown', error: outcome.error };
  return isSameOrder(record.request, found.order) ? acceptedAs(found.order) : outcome;
};

const isTaken = (error: OemsError): boolean =>
  error.details.some(({ exchangeCode = '' }) => /cl_ord_id not unique|clientOrderIdAlreadyExist/.test(exchangeCode));

/** The journal's line after the attempt. */
export const recordOf = async (
  { exchange }: OpenExchange,
  record: OrderRecord,
  outcome: SubmitOutcome,
): Promise<OrderRecord> => {
  if (outcome.kind === 'accepted') {
    // An acknowledgement alone tells no fill; it is read back where the acknowledgement did not carry it.
    const described =
      outcome.order ?? (await exchange.readOrder(outcome.exchangeOrderId, lookUpSince(record)).catch(() => null));
    const isOurs = described === null || isSameOrder(record.request, described);
    return { ...record, state: isOurs ? 'ACKED' : 'MANUAL', exchangeOrderId: outcome.exchangeOrderId, described };
  }
  const { code, message, details, retryAfterSeconds } = outcome.error;
  const states = { rejected: 'REJECTED', nonceRefused: 'NOT_SENT', notSent: 'NOT_SENT', unknown: 'UNKNOWN' } as const;
  // A rate limit is no verdict on the order: the same key may try again.
  const state = outcome.kind === 'rejected' && code === 'RATE_LIMITED' ? 'NOT_SENT' : states[outcome.kind];
  return { ...record, state, error: state === 'UNKNOWN' ? null : { code, message, details, retryAfterSeconds } };
};
