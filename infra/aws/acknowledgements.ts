import { type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { kebabCase, routes } from '../../lib/contract/routes.ts';
import { jobs, queues } from '../../lib/jobs/jobs.ts';
import { usesSecrets } from './granted.ts';
import type { FunctionId } from './grants.ts';
import type { DeployOptions } from './stage.ts';

/** A rule of cdk-nag that some constructs break on purpose. */
interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
  /** Paths in the stack. At every different path the rule holds. */
  readonly at: readonly string[];
}

const places = [
  ...(Object.keys(routes) as FunctionId[]).map((id) => ({ id, path: `api/${kebabCase(id)}` })),
  ...(Object.keys(jobs) as FunctionId[]).map((id) => ({ id, path: `jobs/${kebabCase(id)}` })),
];
const functionPaths = places.map(({ path }) => path);

/** Every accepted break of a rule, in all variants of the stack, with the reason. A test pins the list. */
const acknowledgements: readonly Acknowledgement[] = [
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'xray:PutTraceSegments and xray:PutTelemetryRecords have no resource. With a fixed egress address, the same is true for the EC2 actions of Lambda, which the code of the function is denied.',
    at: places.map(({ id, path }) => `${path}/${usesSecrets(id) ? 'policy' : 'role'}`),
  },
  {
    id: 'Serverless-LambdaStarPermissions',
    reason:
      'The same statement of X-Ray. The rule looks at rights within a role, and the rights of functions that use the secrets key are a resource of their own.',
    at: places.filter(({ id }) => !usesSecrets(id)).map(({ path }) => `${path}/role`),
  },
  {
    id: 'Serverless-LambdaDLQ',
    reason:
      'API Gateway calls functions synchronously, so the caller gets the failure. Scheduled jobs are called asynchronously and have a failure destination, which also records the error. A failed message of a queue becomes a dead letter of the queue.',
    at: functionPaths.map((path) => `${path}/function`),
  },
  {
    id: 'AwsSolutions-APIG4',
    reason:
      'Health and the OpenAPI document contain no data of tenants and have a low throttle. Clients need both before the first token.',
    at: ['api/http-api/GET--health', 'api/http-api/GET--openapi.json'],
  },
  {
    id: 'AwsSolutions-SQS3',
    reason:
      'The queue is the dead-letter queue of EventBridge schedules and of function destinations. The rule does not look at these users.',
    at: ['jobs/dead-letters'],
  },
  {
    id: 'Serverless-LambdaEventSourceMappingDestination',
    reason:
      'Lambda has failure destinations for streams but not for queues. The redrive policy of the queue moves messages that failed for good.',
    at: queues.pulls.map(({ exchange }) => `jobs/pull-history-sources/${exchange}`),
  },
  {
    id: 'Serverless-SQSRedrivePolicy',
    reason:
      'These queues are the dead-letter queues. Nothing receives the messages, so there is nothing to redrive. An alarm watches each queue.',
    at: ['jobs/dead-letters', 'pulls/dead-letters'],
  },
];

const ownIssuer: Acknowledgement = {
  id: 'AwsSolutions-COG8',
  reason: 'The Plus tier guards sign-ins of users. This pool has no users and admits no users, only machine clients.',
  at: ['identity/pool'],
};

const reference: readonly Acknowledgement[] = [
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords have no resource. The function has no further right.',
    at: ['api/api-reference/role'],
  },
  {
    id: 'Serverless-LambdaStarPermissions',
    reason: 'The same statement of X-Ray.',
    at: ['api/api-reference/role'],
  },
  {
    id: 'Serverless-LambdaDLQ',
    reason: 'API Gateway calls the function synchronously, so the reader gets the failure.',
    at: ['api/api-reference/function'],
  },
  {
    id: 'AwsSolutions-APIG4',
    reason:
      'The page and the script contain no data of tenants and have a low throttle. The page asks for a token itself.',
    at: ['api/http-api/GET--docs', 'api/http-api/GET--docs--reference.js'],
  },
];

/** The acknowledgements for a variant of the stack. */
export function acknowledgementsFor({ identity, apiReference }: DeployOptions): readonly Acknowledgement[] {
  return [...acknowledgements, ...(identity.kind === 'cognito' ? [ownIssuer] : []), ...(apiReference ? reference : [])];
}

/** Throws for an unknown path: an acknowledgement must go away together with the construct. */
export function acknowledge(stack: Stack, options: DeployOptions): void {
  for (const { id, reason, at } of acknowledgementsFor(options)) {
    for (const path of at) {
      const construct = path.split('/').reduce((parent, name) => parent.node.findChild(name), stack as IConstruct);
      Validations.of(construct).acknowledge({ id, reason });
    }
  }
}
