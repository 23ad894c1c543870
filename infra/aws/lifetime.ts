import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { DeployOptions } from './context.ts';

type Stage = Pick<DeployOptions, 'stage'>;

/** Prod keeps what it holds when the stack goes; dev leaves nothing. */
export const removalPolicyOf = ({ stage }: Stage): RemovalPolicy =>
  stage === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

/** How long a deleted key can be called back. */
export const keyPendingWindowOf = ({ stage }: Stage): Duration => Duration.days(stage === 'prod' ? 30 : 7);

export const logRetentionOf = ({ stage }: Stage): RetentionDays =>
  stage === 'prod' ? RetentionDays.THREE_MONTHS : RetentionDays.TWO_WEEKS;
