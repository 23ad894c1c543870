import { createHash } from 'node:crypto';

/** Account, region and partition of the simulated deployment. No part of the template may depend on these values. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const PARTITION = 'aws';

/** Resolved properties that name a resource. */
type Names = Readonly<Record<string, string | undefined>>;

/** The results of `Ref` and `Fn::GetAtt` for a resource. */
export interface PhysicalResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Naming {
  /** Properties in the physical name. */
  readonly from: readonly string[];
  name(logicalId: string, names: Names): PhysicalResource;
}

export function arn(service: string, resource: string, region = REGION): string {
  return `arn:${PARTITION}:${service}:${region}:${ACCOUNT}:${resource}`;
}

export function iamArn(resource: string): string {
  return arn('iam', resource, '');
}

/** A logical id has the same key id in every run, so that an existing data folder stays readable. */
export function keyIdOf(logicalId: string): string {
  const hex = createHash('sha256').update(logicalId).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function short(logicalId: string): string {
  return createHash('sha256').update(logicalId).digest('hex').slice(0, 10);
}

function named(property: string, service: string, prefix: string) {
  return (logicalId: string, names: Names): PhysicalResource => {
    const ref = names[property] ?? logicalId;
    return { ref, attributes: { Arn: arn(service, `${prefix}${ref}`) } };
  };
}

const opaque: Naming = { from: [], name: (logicalId) => ({ ref: short(logicalId), attributes: {} }) };

const table: Naming = {
  from: ['TableName'],
  name: (logicalId, names) => {
    const { ref, attributes } = named('TableName', 'dynamodb', 'table/')(logicalId, names);
    return { ref, attributes: { ...attributes, TableId: keyIdOf(logicalId) } };
  },
};

const role: Naming = {
  from: ['RoleName'],
  name: (logicalId, { RoleName = logicalId }) => ({
    ref: RoleName,
    attributes: { Arn: iamArn(`role/${RoleName}`), RoleId: `AROA${short(logicalId).toUpperCase()}` },
  }),
};

const key: Naming = {
  from: [],
  name: (logicalId) => {
    const ref = keyIdOf(logicalId);
    return { ref, attributes: { Arn: arn('kms', `key/${ref}`), KeyId: ref } };
  },
};

const queue: Naming = {
  from: ['QueueName'],
  name: (logicalId, { QueueName = logicalId }) => ({
    ref: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${QueueName}`,
    attributes: { Arn: arn('sqs', QueueName), QueueName },
  }),
};

const topic: Naming = {
  from: ['TopicName'],
  name: (logicalId, { TopicName = logicalId }) => {
    const ref = arn('sns', TopicName);
    return { ref, attributes: { TopicArn: ref, TopicName } };
  },
};

const logGroup: Naming = {
  from: ['LogGroupName'],
  name: (logicalId, { LogGroupName = logicalId }) => ({
    ref: LogGroupName,
    attributes: { Arn: arn('logs', `log-group:${LogGroupName}:*`) },
  }),
};

const api: Naming = {
  from: [],
  name: (logicalId) => {
    const ref = short(logicalId);
    return { ref, attributes: { ApiId: ref, ApiEndpoint: `https://${ref}.execute-api.${REGION}.amazonaws.com` } };
  },
};

const userPool: Naming = {
  from: [],
  name: (logicalId) => {
    const ref = `${REGION}_${short(logicalId)}`;
    const provider = `cognito-idp.${REGION}.amazonaws.com/${ref}`;
    const attributes = { Arn: arn('cognito-idp', `userpool/${ref}`), ProviderName: provider, UserPoolId: ref };
    return { ref, attributes: { ...attributes, ProviderURL: `https://${provider}` } };
  },
};

/** By resource type. A reference to a resource of a missing type is an error. */
export const namings: Readonly<Record<string, Naming>> = {
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Authorizer': opaque,
  'AWS::ApiGatewayV2::Integration': opaque,
  'AWS::ApiGatewayV2::Route': opaque,
  'AWS::Cognito::UserPool': userPool,
  'AWS::Cognito::UserPoolClient': opaque,
  'AWS::Cognito::UserPoolResourceServer': { from: ['Identifier'], name: named('Identifier', 'cognito-idp', '') },
  'AWS::Cognito::UserPoolDomain': { from: ['Domain'], name: named('Domain', 'cognito-idp', 'domain/') },
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::Rule': { from: ['Name'], name: named('Name', 'events', 'rule/') },
  'AWS::IAM::Role': role,
  'AWS::KMS::Alias': { from: ['AliasName'], name: named('AliasName', 'kms', '') },
  'AWS::KMS::Key': key,
  'AWS::Lambda::Function': { from: ['FunctionName'], name: named('FunctionName', 'lambda', 'function:') },
  'AWS::Logs::LogGroup': logGroup,
  'AWS::SNS::Topic': topic,
  'AWS::SQS::Queue': queue,
  'AWS::Scheduler::ScheduleGroup': { from: ['Name'], name: named('Name', 'scheduler', 'schedule-group/') },
};
