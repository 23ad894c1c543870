import type { Output } from '../../contract/deferred.ts';
import type { transferQuery, transferRequest } from '../../contract/schemas/transfers.ts';
import type { TransferListTerms } from '../../transfers/read/list-transfers.ts';
import type { TransferName } from '../../transfers/read/read-transfer.ts';
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

export function transferName({ tenant }: Call, query: Output<typeof transferQuery>): TransferName {
  return {
    ref: { tenant, accountId: query.exchange_account_id },
    exchangeTransferId: query.transfer_id,
    transferId: query.client_transfer_id,
    idempotencyKey: query.idempotency_key,
  };
}

export function isNamed({ transfer_id, client_transfer_id, idempotency_key }: Output<typeof transferQuery>): boolean {
  return [transfer_id, client_transfer_id, idempotency_key].some((name) => name !== undefined);
}

export function transferList({ tenant }: Call, query: Output<typeof transferQuery>): TransferListTerms {
  const { exchange_account_id: accountId, status, limit, cursor } = query;
  return { ref: { tenant, accountId }, status, limit, cursor };
}
