import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentTransfer } from '../../lib/http/present/transfers.ts';
import { transferIntent } from '../../lib/http/requests/transfer-request.ts';
import { submitTransfer } from '../../lib/transfers/submit/submit-transfer.ts';

export const handler = endpoint(routes.createTransfer, async (body, call) =>
  presentTransfer(await submitTransfer(transferIntent(call, body))),
);
