import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentTransferState } from '../../lib/http/present/transfers.ts';
import { transferWord } from '../../lib/http/requests/verdict-request.ts';
import { transferFromRecord } from '../../lib/transfers/transfer.ts';
import { decideTransfer } from '../../lib/transfers/verdict/decide-transfer.ts';

export const handler = endpoint(routes.decideTransfer, async (request, call) => {
  const ref = { tenant: call.tenant, accountId: request.exchange_account_id };
  const decided = await decideTransfer(ref, request.client_transfer_id, transferWord(call, request));
  return { transfer: presentTransferState(transferFromRecord(decided)), proof: decided.decision?.proof ?? 'unproven' };
});
