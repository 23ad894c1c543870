import { OemsError } from '../../errors.ts';
import type { TransferOutcome } from '../../exchanges/model/transfer.ts';
import { type LookUp, lookForTransfer, lookUp } from '../reconcile/find-transfer.ts';
import type { TransferRecord } from '../transfer.ts';
import { type TransferSession, walletsOf, withPermission } from '../transfer-routes.ts';

const maxAttempts = 3;

/**
 * Sends the transfer. A refused nonce was refused before execution, but a network layer may have delivered another copy of the same
 * bytes, and executed it, before that; and nothing at the exchange tells a second transfer from the first: so neither a further try nor
 * an answer without a look first.
 */
export async function sendTransfer(session: TransferSession, record: TransferRecord): Promise<TransferOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await session.transfers.submit(walletsOf(record.request, session.route));
    if (outcome.kind === 'rejected')
      return session.route.identity === 'none' ? unlessMoved(session, record, outcome) : outcome;
    if (outcome.kind !== 'notExecuted' || outcome.reason !== 'nonce') return outcome;
    const seen = await lookAfterRefusal(session, record);
    if (seen === 'refused too') return outcome;
    if (seen?.observation.kind === 'found') return movedAs(seen.observation.exchangeTransferId);
    if (seen?.observation.kind !== 'absent') return { kind: 'unknown', error: outcome.error };
    if (attempt === maxAttempts) return outcome;
  }
}

/**
 * Where requests carry no nonce a refusal may answer a second copy, for want of the funds that the first one moved. Only a booking that
 * no open twin could have made says so: absence can never be proven there, and most refusals are what they seem. After a rate limit
 * nobody looks before the client asks again.
 */
async function unlessMoved(
  session: TransferSession,
  record: TransferRecord,
  refusal: Extract<TransferOutcome, { readonly kind: 'rejected' }>,
): Promise<TransferOutcome> {
  const observation = (await lookForTransfer(session, { ...record, state: 'REJECTED' }))?.observation;
  return observation?.kind === 'found' ? movedAs(observation.exchangeTransferId) : refusal;
}

function movedAs(exchangeTransferId: string): TransferOutcome {
  return {
    kind: 'accepted',
    exchangeTransferId,
    isBooked: true,
  };
}

/** When the look-up's higher nonce is refused as well, another program is ahead of us both: that, and no copy, explains the refusal. */
async function lookAfterRefusal(
  session: TransferSession,
  record: TransferRecord,
): Promise<LookUp | 'refused too' | null> {
  try {
    return await lookUp(session, record);
  } catch (error) {
    return error instanceof OemsError && error.code === 'NONCE_REJECTED' ? 'refused too' : null;
  }
}

/** The journal's line after the attempt. */
export function recordOf(session: TransferSession, record: TransferRecord, outcome: TransferOutcome): TransferRecord {
  if (outcome.kind === 'accepted') {
    const { exchangeTransferId, isBooked } = outcome;
    return { ...record, state: 'ACCEPTED', exchangeTransferId, isBooked };
  }
  if (outcome.kind === 'unknown') return { ...record, state: 'UNKNOWN', nonce: session.lastNonce() };
  const { code, message, details, retryAfterSeconds } = withPermission(outcome.error, record.request, session.route);
  const error = { code, message, details, retryAfterSeconds };
  // A request that was refused before execution is no verdict on the transfer: the same key may try again.
  const isFinal = outcome.kind === 'rejected' || outcome.kind === 'idTaken';
  return { ...record, state: isFinal ? 'REJECTED' : 'NOT_SENT', error };
}
