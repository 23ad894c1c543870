import { createResolver } from './intrinsics.ts';
import { type DeployedApi, readApi } from './read-api.ts';
import { type DeployedClient, readClients } from './read-clients.ts';
import { type DeployedFunction, readFunctions } from './read-functions.ts';
import { type DeployedPolicies, readPolicies } from './read-policies.ts';
import { type DeployedEventSource, type DeployedQueue, readEventSources, readQueues } from './read-queues.ts';
import { type DeployedSchedule, readSchedules } from './read-schedules.ts';
import { type DeployedKey, type DeployedTable, readKeys, readTable } from './read-storage.ts';
import { type Synthesis, TemplateError } from './synthesis.ts';

/** The resources of the template that a single machine can run. */
export interface Deployment {
  readonly functions: readonly DeployedFunction[];
  readonly api: DeployedApi;
  readonly clients: readonly DeployedClient[];
  readonly schedules: readonly DeployedSchedule[];
  readonly queues: readonly DeployedQueue[];
  readonly eventSources: readonly DeployedEventSource[];
  readonly table: DeployedTable;
  readonly keys: readonly DeployedKey[];
  readonly policies: DeployedPolicies;
}

const READ = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
];

/**
 * Resources for monitoring, networks and users: functions behave the same without these resources. The local token
 * issuer replaces Cognito.
 */
const WITHOUT_EFFECT = [
  /^AWS::CDK::Metadata$/,
  /^AWS::CloudWatch::/,
  /^AWS::Cognito::/,
  /^AWS::EC2::/,
  /^AWS::Logs::(LogGroup|MetricFilter)$/,
  /^AWS::(Budgets|Events)::/,
  /^AWS::SNS::/,
  /^AWS::Scheduler::ScheduleGroup$/,
];

/**
 * Reads a synthesized template. Throws a TemplateError with resource and property for every relevant part that the
 * local stack cannot run.
 */
export function readDeployment(synthesis: Synthesis): Deployment {
  for (const [logicalId, { Type, Condition }] of Object.entries(synthesis.resources)) {
    if (Condition !== undefined) throw new TemplateError(logicalId, 'Condition', 'is not understood');
    if (READ.includes(Type) || WITHOUT_EFFECT.some((pattern) => pattern.test(Type))) continue;
    throw new TemplateError(logicalId, '', `resource type ${Type} is not understood by the local stack`);
  }
  const resolver = createResolver(synthesis);
  const functions = readFunctions(resolver, synthesis);
  const queues = readQueues(resolver);
  return {
    functions,
    api: readApi(resolver, functions),
    clients: readClients(resolver),
    schedules: readSchedules(resolver, functions),
    queues,
    eventSources: readEventSources(resolver, queues, functions),
    table: readTable(resolver),
    keys: readKeys(resolver),
    policies: readPolicies(resolver),
  };
}
