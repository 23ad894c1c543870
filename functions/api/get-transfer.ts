import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentTransferList, presentTransferState } from '../../lib/http/present/transfers.ts';
import { isNamed, transferList, transferName } from '../../lib/http/requests/transfer-request.ts';
import { listTransfers } from '../../lib/transfers/read/list-transfers.ts';
import { readTransfer } from '../../lib/transfers/read/read-transfer.ts';

export const handler = endpoint(routes.getTransfer, async (query, call) =>
  isNamed(query)
    ? presentTransferState(await readTransfer(transferName(call, query)))
    : presentTransferList(await listTransfers(transferList(call, query))),
);
