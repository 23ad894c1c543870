import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentTransferState } from '../../lib/http/present/transfers.ts';
import { transferName } from '../../lib/http/requests/transfer-request.ts';
import { readTransfer } from '../../lib/transfers/read/read-transfer.ts';

export const handler = endpoint(routes.getTransfer, async (query, call) =>
  presentTransferState(await readTransfer(transferName(call, query))),
);
