import type { Output } from '../../contract/deferred.ts';
import type { orderVerdictRequest, transferVerdictRequest } from '../../contract/schemas/verdicts.ts';
import type { OrderWord } from '../../orders/verdict/decide-order.ts';
import type { TransferWord } from '../../transfers/verdict/decide-transfer.ts';
import type { Call } from '../identity.ts';

export function orderWord({ caller }: Call, request: Output<typeof orderVerdictRequest>): OrderWord {
  const { verdict: word, order_id: exchangeOrderId, unproven: isUnproven, note } = request;
  return { by: caller, word, exchangeOrderId, isUnproven, note };
}

export function transferWord({ caller }: Call, request: Output<typeof transferVerdictRequest>): TransferWord {
  const { verdict: word, transfer_id: exchangeTransferId, unproven: isUnproven, note } = request;
  return { by: caller, word, exchangeTransferId, isUnproven, note };
}
