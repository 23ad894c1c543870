import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { DeployOptions } from './stage.ts';

type Stage = Pick<DeployOptions, 'data'>;

export function keepsData({ data }: Stage): boolean {
  return data === 'keep';
}

/**
 * A deleted stack keeps the data, or leaves nothing. A first deployment that fails leaves nothing in both cases: resources that stay behind
 * a failed creation are in the way of the next attempt.
 */
export function removalPolicyOf(stage: Stage): RemovalPolicy {
  return keepsData(stage) ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}

/** Time in which a deleted key can be restored. */
export function keyPendingWindowOf(stage: Stage): Duration {
  return Duration.days(keepsData(stage) ? 30 : 7);
}

export function logRetentionOf({ data, logRetentionDays }: Stage & Pick<DeployOptions, 'logRetentionDays'>) {
  if (logRetentionDays !== null) return logRetentionDays as RetentionDays;
  return keepsData({ data }) ? RetentionDays.THREE_MONTHS : RetentionDays.TWO_WEEKS;
}
