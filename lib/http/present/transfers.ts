import type * as z from 'zod';
import type { transferRequest, transferResponse } from '../../contract/schemas/trading.ts';
import type { TransferSubmission } from '../../transfers/submit/submit-transfer.ts';
import { type Transfer, type TransferIntent, transferFromRecord } from '../../transfers/transfer.ts';
import { type Call, replayMark, reply } from '../reply.ts';
import { storedRejection } from './stored-rejection.ts';

export function transferIntent(call: Call, body: z.output<typeof transferRequest>): TransferIntent {
  return {
    ref: { tenant: call.tenant, accountId: body.exchange_account_id },
    asset: body.asset,
    amount: body.amount,
    from: body.from_account,
    to: body.to_account,
    idempotencyKey: call.idempotencyKey,
  };
}

/** A transfer's answer: 202 while the verdict is open, the stored refusal again on a replay. */
export function presentTransfer({ record, replayed }: TransferSubmission) {
  const headers = replayMark(replayed);
  if (record.error !== null) throw storedRejection(record.error, headers);
  const transfer = transferFromRecord(record);
  const [status, message] = answerTo(transfer);
  return reply(status, message, toWire(transfer), headers);
}

function answerTo({ status }: Transfer): [number, string] {
  if (status === 'unknown')
    return [
      202,
      'The exchange gave no verdict yet; the transfer will not be sent again. Ask with the same Idempotency-Key',
    ];
  return [200, status === 'not_placed' ? 'The transfer never reached the exchange' : 'Transfer requested'];
}

function toWire(transfer: Transfer): z.input<typeof transferResponse> {
  return {
    exchange: transfer.exchange,
    exchange_account_id: transfer.accountId,
    asset: transfer.asset,
    amount: transfer.amount,
    from_account: transfer.from,
    to_account: transfer.to,
    transfer_id: transfer.exchangeTransferId,
    client_transfer_id: transfer.transferId,
    status: transfer.status,
  };
}
