import { directCall } from '../../lib/jobs/direct-call.ts';
import { operatorHalt, operatorHaltRequest } from '../../lib/jobs/operator-halt.ts';

export const handler = directCall('operator-halt', operatorHaltRequest, operatorHalt);
