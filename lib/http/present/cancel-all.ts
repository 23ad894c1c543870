import type * as z from 'zod';
import type { openOrdersQuery } from '../../contract/schemas/orders.ts';
import type { CancelAllIntent, CanceledAll } from '../../orders/cancel/cancel-all.ts';
import { type Call, replayMark, reply } from '../reply.ts';
import { marketTypeFor } from './trading.ts';

export function cancelAllIntent(call: Call, query: z.output<typeof openOrdersQuery>): CancelAllIntent {
  return {
    ref: { tenant: call.tenant, accountId: query.exchange_account_id },
    marketType: marketTypeFor(query.market_type, query.symbol),
    symbol: query.symbol,
    idempotencyKey: call.idempotencyKey,
  };
}

/** 202 while some of the orders may still be open: the resolver goes on with them. */
export function presentCanceledAll({ record, replayed }: CanceledAll) {
  const headers = replayMark(replayed);
  const { ref, marketType, symbol, canceled } = record;
  const data = { exchange_account_id: ref.accountId, market_type: marketType, symbol, canceled };
  if (record.state === 'ACCEPTED') return reply(200, 'Open orders canceled', data, headers);
  const message =
    'Some orders may still be open; their cancellation goes on. Ask with the same Idempotency-Key, or GET /oems/execution/open-orders';
  return reply(202, message, data, headers);
}
