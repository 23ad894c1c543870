import type { CanceledNamed, CancelNamedIntent, NamedEnd } from '../../orders/cancel/cancel-named.ts';
import { replayField, replayHeader, reply } from '../answer.ts';

/** Each order has an outcome of its own. 202 while any order may be open. */
export function presentCanceledNamed({ ref, by, within }: CancelNamedIntent, { ends, replayed }: CanceledNamed) {
  const canceled = ends.filter(({ outcome }) => outcome === 'canceled').length;
  const complete = ends.every(({ outcome }) => outcome !== 'unknown');
  const data = {
    exchange_account_id: ref.accountId,
    market_type: within ?? null,
    symbol: null,
    canceled,
    orders: ends.map((end) => orderOf(by, end)),
    complete,
    ...replayField(replayed),
  };
  const told = `${canceled} of ${ends.length} orders canceled${replayed ? ' by an earlier call' : ''}`;
  const message = complete ? told : `${told}; some of the others may be open. ${goesOn}`;
  return reply(complete ? 200 : 202, message, data, replayHeader(replayed));
}

const goesOn =
  'Their cancellation goes on; retry with the same Idempotency-Key, or ask GET /oems/execution/open-orders';

function orderOf(by: CancelNamedIntent['by'], { id, other, outcome, reason }: NamedEnd) {
  return {
    order_id: by === 'exchangeOrderId' ? id : other,
    client_order_id: by === 'clientOrderId' ? id : other,
    outcome,
    reason,
  };
}
