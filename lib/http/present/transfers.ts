import type { Input } from '../../contract/deferred.ts';
import type { transferListShape, transferShape } from '../../contract/schemas/transfers.ts';
import type { ListedTransfer, TransferPage } from '../../transfers/read/list-transfers.ts';
import type { TransferSubmission } from '../../transfers/submit/submit-transfer.ts';
import { type Transfer, type TransferStatus, transferFromRecord } from '../../transfers/transfer.ts';
import { replayField, replayHeader, reply } from '../answer.ts';
import { iso } from './iso-time.ts';
import { notPlacedAnswer, presentReason, rejectedAnswer } from './stored-rejection.ts';
import { presentUndecided } from './undecided.ts';

/** 202 while the outcome is unknown. A transfer that was not carried out is an error by its status, in every answer. */
export function presentTransfer({ record, replayed }: TransferSubmission) {
  const transfer = transferFromRecord(record);
  const data = { ...presentTransferState(transfer), ...replayField(replayed) };
  if (record.error !== null) return rejectedAnswer(record.error, record, replayed, data);
  if (transfer.status === 'not_placed') return notPlacedAnswer('transfer', transfer.reason, replayed, data);
  const status = transfer.status === 'unknown' ? 202 : 200;
  return reply(status, `${told[transfer.status]}${replayed ? byEarlierCall : ''}`, data, replayHeader(replayed));
}

const told: Readonly<Record<Exclude<TransferStatus, 'not_placed'>, string>> = {
  completed: 'Transfer completed',
  pending: 'Transfer requested',
  unknown:
    'The outcome of the transfer is not known yet, and the transfer will not be sent again. Ask GET /oems/execution/transfer, or retry with the same Idempotency-Key',
};
const byEarlierCall = '; nothing was sent by this call';

/** A read succeeds whatever became of the transfer: `status` says. */
export function presentTransferState(transfer: Transfer): Input<typeof transferShape> {
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

export function presentTransferList({ transfers, next }: TransferPage): Input<typeof transferListShape> {
  return { transfers: transfers.map(presentListed), count: transfers.length, next_cursor: next };
}

function presentListed(listed: ListedTransfer) {
  return {
    ...presentTransferState(listed.transfer),
    created_at: iso(listed.createdAt),
    ...presentUndecided(listed),
  };
}
