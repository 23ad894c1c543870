import { pullMessage } from '../../../../lib/jobs/pull-requests.ts';
import { queueJob } from '../../../../lib/jobs/queue-job.ts';

const seen = new Set<string>();

/** In place of the pull: `broken` accounts fail always, `flaky` ones at their first try. */
export const handler = queueJob('pull-history', pullMessage, async (message) => {
  if (message.kind === 'rates') return;
  const { accountId } = message;
  const isFirst = !seen.has(accountId);
  seen.add(accountId);
  if (accountId.startsWith('broken') || (accountId.startsWith('flaky') && isFirst)) throw new Error('table away');
});
