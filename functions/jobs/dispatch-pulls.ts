import { job } from '../../lib/api/endpoint.ts';
import { dispatchRequest } from '../../lib/api/pull-requests.ts';
import { env } from '../../lib/aws/env.ts';
import { dispatchPulls } from '../../lib/history/dispatch-pulls.ts';

export const handler = job('dispatch-pulls', (event) => {
  const { spread_seconds: spread = env.pullSpreadSeconds } = dispatchRequest.parse(event);
  return dispatchPulls(spread);
});
