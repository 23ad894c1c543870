import { pullMessage } from '../../lib/jobs/pull-requests.ts';
import { queueJob } from '../../lib/jobs/queue-job.ts';
import { pullAccount } from '../../lib/ledger/ingest/pull.ts';
import { pullRates } from '../../lib/ledger/rates/pull-rates.ts';

export const handler = queueJob('pull-history', pullMessage, (message) =>
  message.kind === 'account'
    ? pullAccount({ tenant: message.tenant, accountId: message.accountId })
    : pullRates(message),
);
