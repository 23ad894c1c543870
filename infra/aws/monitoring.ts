import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { createAlarms } from './alarms.ts';
import { createBudget } from './budget.ts';
import { createDashboard } from './dashboard.ts';
import { watchKeys } from './key-events.ts';
import type { DeployOptions } from './stage.ts';
import type { Watched } from './watched.ts';

/** A topic for all alarms, and a dashboard. Returns the ARN of the topic. */
export function createMonitoring(scope: Construct, options: DeployOptions, watched: Watched): string {
  const construct = new Construct(scope, 'monitoring');
  const topic = createTopic(construct, options, watched);
  const alarms = createAlarms(construct, options, watched, topic);
  watchKeys(construct, options.stage, watched, topic);
  createBudget(construct, options);
  createDashboard(construct, options.stage, watched, alarms);
  return topic.topicArn;
}

function createTopic(scope: Construct, { alarmEmail }: DeployOptions, { jobs }: Watched): Topic {
  const topic = new Topic(scope, 'alarm-topic', { enforceSSL: true });
  // A topic with a policy admits only the principals of the policy, so CloudWatch needs a statement.
  topic.grantPublish(
    new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  if (alarmEmail !== null)
    topic.addSubscription(new EmailSubscription(alarmEmail, { deadLetterQueue: jobs.deadLetters }));
  return topic;
}
