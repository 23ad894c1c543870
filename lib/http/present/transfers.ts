import type { Input } from '../../contract/deferred.ts';
import type { transferResponse } from '../../contract/schemas/trading.ts';
import type { TransferSubmission } from '../../transfers/submit/submit-transfer.ts';
import { type Transfer, transferFromRecord } from '../../transfers/transfer.ts';
import { replayMark, reply } from '../answer.ts';
import { notPlaced, presentReason, storedRejection } from './stored-rejection.ts';

/** 202 while the outcome is unknown; a replay of a rejected transfer answers the stored error again. */
export function presentTransfer({ record, replayed }: TransferSubmission) {
  const headers = replayMark(replayed);
  if (record.error !== null) throw storedRejection(record.error, headers);
  const transfer = transferFromRecord(record);
  const [status, message] = answerTo(transfer);
  return reply(status, message, toWire(transfer), headers);
}

function answerTo({ status, reason }: Transfer): [number, string] {
  if (status === 'unknown')
    return [
      202,
      'The outcome of the transfer is not known yet, and the transfer will not be sent again. Retry with the same Idempotency-Key',
    ];
  return [200, status === 'not_placed' ? notPlaced('transfer', reason) : 'Transfer requested'];
}

function toWire(transfer: Transfer): Input<typeof transferResponse> {
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
    ...presentReason(transfer.reason),
  };
}
