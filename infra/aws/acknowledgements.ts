import { type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { kebabCase, routes } from '../../lib/contract/routes.ts';
import { jobs, queues } from '../../lib/jobs/jobs.ts';
import type { DeployOptions } from './context.ts';

/** A rule of cdk-nag that some constructs break on purpose. */
export interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
  /** Paths in the stack: the rule still holds everywhere else. */
  readonly at: readonly string[];
}

const functionPaths = [
  ...Object.keys(routes).map((id) => `api/${kebabCase(id)}`),
  ...Object.keys(jobs).map((id) => `jobs/${kebabCase(id)}`),
];

/** Everything that may break a rule in any variant, and why. A test pins the list. */
const acknowledgements: readonly Acknowledgement[] = [
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      "xray:PutTraceSegments and xray:PutTelemetryRecords know no resource; with a fixed egress address, neither do Lambda's own EC2 actions, which the function's code is denied.",
    at: functionPaths.map((path) => `${path}/policy`),
  },
  {
    id: 'Serverless-LambdaDLQ',
    reason:
      'API Gateway calls functions synchronously, so the caller gets the failure; scheduled jobs, which are called asynchronously, have a failure destination instead, which also tells the error; what a queue could not get done becomes a dead letter of the queue.',
    at: functionPaths.map((path) => `${path}/function`),
  },
  {
    id: 'AwsSolutions-APIG4',
    reason:
      'Health and the OpenAPI document tell nothing about anybody and are throttled hard; clients need both before they have a token.',
    at: ['api/http-api/GET--health', 'api/http-api/GET--openapi.json'],
  },
  {
    id: 'AwsSolutions-SQS3',
    reason:
      'It is the dead-letter queue, of EventBridge schedules and of function destinations, which the rule does not look at.',
    at: ['jobs/dead-letters'],
  },
  {
    id: 'Serverless-LambdaEventSourceMappingDestination',
    reason:
      'Lambda has failure destinations for streams; for a queue it knows none: messages that failed for good go where the redrive policy of the queue says.',
    at: queues.pulls.map(({ exchange }) => `jobs/pull-history-sources/${exchange}`),
  },
  {
    id: 'Serverless-SQSRedrivePolicy',
    reason:
      'They are the dead-letter queues: nothing takes messages from them, so there is nothing to redrive; an alarm watches each.',
    at: ['jobs/dead-letters', 'pulls/dead-letters'],
  },
];

const ownIssuer: Acknowledgement = {
  id: 'AwsSolutions-COG8',
  reason: 'The Plus tier guards sign-ins of users; this pool has none and admits none, only a machine client.',
  at: ['identity/pool'],
};

/** What holds for one variant of the stack. */
export function acknowledgementsFor({ issuer }: DeployOptions): readonly Acknowledgement[] {
  return issuer === null ? [...acknowledgements, ownIssuer] : acknowledgements;
}

/** Throws when a path leads nowhere: an acknowledgement outlives nothing it was given for. */
export function acknowledge(stack: Stack, options: DeployOptions): void {
  for (const { id, reason, at } of acknowledgementsFor(options)) {
    for (const path of at) {
      const construct = path.split('/').reduce((parent, name) => parent.node.findChild(name), stack as IConstruct);
      Validations.of(construct).acknowledge({ id, reason });
    }
  }
}
