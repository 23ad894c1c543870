import { env } from '../../lib/aws/env.ts';
import { job } from '../../lib/http/endpoint.ts';
import { dispatchPulls } from '../../lib/jobs/dispatch-pulls.ts';
import { dispatchRequest } from '../../lib/jobs/pull-requests.ts';

export const handler = job('dispatch-pulls', (event) => {
  const { spread_seconds: spread = env.pullSpreadSeconds } = dispatchRequest.parse(event);
  return dispatchPulls(spread);
});
