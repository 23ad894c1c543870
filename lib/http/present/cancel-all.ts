import type { CanceledAll } from '../../orders/cancel/cancel-all.ts';
import { replayMark, reply } from '../answer.ts';

/** 202 while some orders may still be open: the resolver continues to cancel them. */
export function presentCanceledAll({ record, replayed }: CanceledAll) {
  const headers = replayMark(replayed);
  const { ref, marketType, symbol, canceled } = record;
  const data = { exchange_account_id: ref.accountId, market_type: marketType, symbol, canceled };
  if (record.state === 'ACCEPTED') return reply(200, 'Open orders canceled', data, headers);
  const why = record.lastError === undefined ? '' : ` (${record.lastError.message})`;
  const message = `Some orders may still be open, and their cancellation continues${why}. Retry with the same Idempotency-Key, or ask GET /oems/execution/open-orders`;
  return reply(202, message, data, headers);
}
