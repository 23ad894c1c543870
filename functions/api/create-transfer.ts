import { endpoint } from '../../lib/api/endpoint.ts';
import { presentTransfer, transferIntent } from '../../lib/api/present-transfers.ts';
import { routes } from '../../lib/api/routes.ts';
import { submitTransfer } from '../../lib/transfers/submit-transfer.ts';

export const handler = endpoint(routes.createTransfer, async (body, call) =>
  presentTransfer(await submitTransfer(transferIntent(call, body))),
);
