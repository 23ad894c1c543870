import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { DeployOptions } from './context.ts';

type Stage = Pick<DeployOptions, 'stage'>;

/** A deleted prod stack keeps the data; a deleted dev stack leaves nothing. */
export function removalPolicyOf({ stage }: Stage): RemovalPolicy {
  return stage === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}

/** Time in which a deleted key can be restored. */
export function keyPendingWindowOf({ stage }: Stage): Duration {
  return Duration.days(stage === 'prod' ? 30 : 7);
}

export function logRetentionOf({ stage }: Stage): RetentionDays {
  return stage === 'prod' ? RetentionDays.THREE_MONTHS : RetentionDays.TWO_WEEKS;
}
