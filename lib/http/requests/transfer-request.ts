import type { Output } from '../../contract/deferred.ts';
import type { transferRequest } from '../../contract/schemas/trading.ts';
import type { TransferIntent } from '../../transfers/transfer.ts';
import type { Call } from '../identity.ts';

export function transferIntent(call: Call, body: Output<typeof transferRequest>): TransferIntent {
  return {
    ref: { tenant: call.tenant, accountId: body.exchange_account_id },
    asset: body.asset,
    amount: body.amount,
    from: body.from_account,
    to: body.to_account,
    idempotencyKey: call.idempotencyKey,
  };
}
