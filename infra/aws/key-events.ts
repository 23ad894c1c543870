import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Watched } from './watched.ts';

/** Without the key of the credentials nobody trades, and without the key of the table nothing works. */
const fearedCalls = ['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy'];

/**
 * A mail for each call that can take a key away. EventBridge gets the calls of KMS from CloudTrail, so the account needs a trail of management
 * events. A call names the key by id or by ARN, never by alias (KMS API reference). A deployment that changes a key policy sends the mail too.
 */
export function watchKeys(scope: Construct, stage: string, { keys, jobs }: Watched, topic: ITopic): void {
  const rule = new Rule(scope, 'key-events', {
    ruleName: `oems-${stage}-key-events`,
    description: 'A key of the stage is disabled, to be deleted, or has another policy',
    eventPattern: {
      source: ['aws.kms'],
      detailType: ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['kms.amazonaws.com'],
        eventName: fearedCalls,
        requestParameters: { keyId: keys.flatMap(({ keyId, keyArn }) => [keyId, keyArn]) },
      },
    },
  });
  rule.addTarget(
    new SnsTopic(topic, { message: RuleTargetInput.fromEventPath('$.detail'), deadLetterQueue: jobs.deadLetters }),
  );
}
