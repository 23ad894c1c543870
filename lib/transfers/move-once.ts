import type { OpenExchange } from '../accounts/open-exchange.ts';
import { OemsError } from '../api/errors.ts';
import type { TransferOutcome } from '../exchanges/transfer.ts';
import { type LookUp, lookUp } from './look-up.ts';
import { withPermission } from './moves.ts';
import type { TransferRecord } from './transfer.ts';

const maxAttempts = 3;

/**
 * Sends the transfer. A refused nonce was refused before execution, but a network layer may have delivered another copy of the same
 * bytes, and executed it, before that; and nothing at the exchange tells a second transfer from the first: so no further try without a
 * look first.
 */
export const moveOnce = async (opened: OpenExchange, record: TransferRecord): Promise<TransferOutcome> => {
  let outcome = await opened.exchange.transfer(record.request);
  for (let attempt = 2; outcome.kind === 'nonceRefused' && attempt <= maxAttempts; attempt += 1) {
    const seen = await lookAfterRefusal(opened, record);
    if (seen === 'refused too') return outcome;
    if (seen?.sighting.kind === 'found')
      return { kind: 'accepted', exchangeTransferId: seen.sighting.exchangeTransferId, isBooked: true };
    if (seen?.sighting.kind !== 'absent') return { kind: 'unknown', error: outcome.error };
    outcome = await opened.exchange.transfer(record.request);
  }
  return outcome;
};

/** When the look-up's higher nonce is refused as well, another program is ahead of us both: that, and no copy, explains the refusal. */
const lookAfterRefusal = async (
  opened: OpenExchange,
  record: TransferRecord,
): Promise<LookUp | 'refused too' | null> => {
  try {
    return await lookUp(opened, record);
  } catch (error) {
    return error instanceof OemsError && error.code === 'NONCE_REJECTED' ? 'refused too' : null;
  }
};

/** The journal's line after the attempt. */
export const recordOf = (opened: OpenExchange, record: TransferRecord, outcome: TransferOutcome): TransferRecord => {
  if (outcome.kind === 'accepted') {
    const { exchangeTransferId, isBooked } = outcome;
    return { ...record, state: 'ACKED', exchangeTransferId, isBooked };
  }
  if (outcome.kind === 'unknown') return { ...record, state: 'UNKNOWN', nonce: opened.lastNonce() };
  const { from, to } = record.request;
  const { code, message, details } = withPermission(outcome.error, from, to, opened.account.exchange);
  const error = { code, message, details };
  return { ...record, state: outcome.kind === 'rejected' ? 'REJECTED' : 'NOT_SENT', error };
};
