import { pullMessage } from '../../lib/api/pull-requests.ts';
import { queueJob } from '../../lib/api/queue-job.ts';
import { pullAccount } from '../../lib/history/pull.ts';
import { pullRates } from '../../lib/history/pull-rates.ts';

export const handler = queueJob('pull-history', pullMessage, (message) =>
  message.kind === 'account'
    ? pullAccount({ tenant: message.tenant, accountId: message.accountId })
    : pullRates(message.exchange, message.symbol),
);
