import { setTimeout as sleep } from 'node:timers/promises';
import type { SubmitOutcome } from '../../exchanges/exchange.ts';
import type { OpenExchange } from '../../session/open-session.ts';
import { type Denied, heldBack, maxAttempts, pauseMs } from '../submit/send-guard.ts';
import type { AmendmentRecord } from './amendment.ts';
import { notApplied, type Sighting, sightAmendment } from './find-amendment.ts';

/**
 * Sends the amendment and returns its line with what is known then. A refused nonce was refused before execution, but a network layer may
 * have delivered another copy of the same bytes before that: so neither a further try nor an answer without a look first.
 */
export async function amendOnce(
  opened: OpenExchange,
  record: AmendmentRecord,
  denied: Denied,
): Promise<AmendmentRecord> {
  let refusal: AmendmentRecord | null = null;
  for (let attempt = 1; ; attempt += 1) {
    const held = await heldBack(record, denied);
    if (held !== null) return refusal ?? recordOf(record, held);
    const outcome = await send(opened, record);
    if (outcome.kind === 'accepted') return acknowledged(opened, record);
    if (outcome.kind !== 'nonceRefused')
      return (await shownDespite(opened, record, outcome)) ?? recordOf(record, outcome);
    const sighting = await sightAmendment(opened, record);
    if (sighting?.kind !== 'notShown') return afterRefusal(record, sighting);
    refusal = recordOf(record, outcome);
    if (attempt === maxAttempts) return refusal;
    await sleep(pauseMs());
  }
}

function send({ exchange }: OpenExchange, record: AmendmentRecord): Promise<SubmitOutcome> {
  const { exchangeOrderId, symbol, change, notAfter } = record;
  return exchange.amendOrder({ exchangeOrderId }, symbol, change, notAfter);
}

function afterRefusal(record: AmendmentRecord, sighting: Sighting | null): AmendmentRecord {
  if (sighting === null || sighting.kind === 'noOrder') return { ...record, state: 'UNKNOWN' };
  const seen = { ...record, described: sighting.order };
  if (sighting.kind === 'shown') return { ...seen, state: 'ACKED' };
  return sighting.kind === 'ended' ? notApplied(seen) : { ...seen, state: 'UNKNOWN' };
}

/** An acknowledgement tells no terms; what the order looks like now is read back. */
async function acknowledged({ exchange }: OpenExchange, record: AmendmentRecord): Promise<AmendmentRecord> {
  const described = await exchange.readOrder(record.exchangeOrderId, record.orderSince).catch(() => null);
  return { ...record, state: 'ACKED', isAcknowledged: true, described };
}

/**
 * Where requests carry no nonce the network can deliver one twice, and the refusal answer the second copy: the order that the first one
 * changed may have been filled, or be refused the same change again. After a rate limit nobody looks before the client asks again: looks
 * would use up the rate that comes back.
 */
async function shownDespite(
  opened: OpenExchange,
  record: AmendmentRecord,
  outcome: SubmitOutcome,
): Promise<AmendmentRecord | null> {
  if (outcome.kind !== 'rejected' || opened.row.nonce !== 'none' || outcome.error.code === 'RATE_LIMITED') return null;
  const sighting = await sightAmendment(opened, record);
  if (sighting === null) return { ...record, state: 'UNKNOWN' };
  return sighting.kind === 'shown' ? { ...record, state: 'ACKED', described: sighting.order } : null;
}

/** The journal's line after an attempt that was not accepted. */
export function recordOf(
  record: AmendmentRecord,
  outcome: Exclude<SubmitOutcome, { readonly kind: 'accepted' }>,
): AmendmentRecord {
  if (outcome.kind === 'unknown') return { ...record, state: 'UNKNOWN' };
  const { code, message, details, retryAfterSeconds } = outcome.error;
  // A rate limit is no verdict on the amendment: the same key may try again.
  const isFinal = outcome.kind === 'rejected' && code !== 'RATE_LIMITED';
  return {
    ...record,
    state: isFinal ? 'REJECTED' : 'NOT_SENT',
    error: { code, message, details, retryAfterSeconds },
  };
}
