import { pullMessage } from '../../../../lib/jobs/pull-requests.ts';
import { queueJob } from '../../../../lib/jobs/queue-job.ts';

const seen = new Set<string>();

/** Replaces the pull: `broken` accounts always fail, `flaky` accounts fail at the first try. */
export const handler = queueJob('pull-history', pullMessage, async (message) => {
  if (message.kind === 'rates') return;
  const { accountId } = message;
  const isFirst = !seen.has(accountId);
  seen.add(accountId);
  if (accountId.startsWith('broken') || (accountId.startsWith('flaky') && isFirst)) throw new Error('table away');
});
