import type { CanceledAll } from '../../orders/cancel/cancel-all.ts';
import { replayField, replayHeader, reply } from '../answer.ts';
import { notCarriedOut } from './stored-rejection.ts';

/** 202 while some orders may still be open: the resolver continues to cancel them. An error when the resolver has given up. */
export function presentCanceledAll({ record, replayed }: CanceledAll) {
  const { ref, marketType, symbol, canceled, lastError, unread } = record;
  const data = {
    exchange_account_id: ref.accountId,
    market_type: marketType,
    symbol,
    canceled,
    ...replayField(replayed),
  };
  const why = lastError === undefined ? '' : ` (${lastError.message})`;
  if (record.state === 'NEEDS_REVIEW') return notCarriedOut(givenUp(why), lastError?.details ?? [], replayed, data);
  if (record.state === 'ACCEPTED' && unread !== undefined)
    return notCarriedOut(givenUp(` (${unread})`), [], replayed, data);
  const headers = replayHeader(replayed);
  if (record.state === 'ACCEPTED')
    return reply(200, `Open orders canceled${replayed ? ' by an earlier call' : ''}`, data, headers);
  const message = `Some orders may still be open, and their cancellation continues${why}. Retry with the same Idempotency-Key, or ask GET /oems/execution/open-orders`;
  return reply(202, message, data, headers);
}

function givenUp(why: string): string {
  return `Some orders may still be open, and their cancellation was given up${why}. Cancel them again with a new Idempotency-Key, which is safe, or ask GET /oems/execution/open-orders`;
}
