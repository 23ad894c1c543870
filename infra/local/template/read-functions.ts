import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Resolver, Resource } from './intrinsics.ts';
import { assertKnown, assertOneOf, numberOf, problem, textOf } from './known-properties.ts';
import type { Synthesis } from './synthesis.ts';

/** A Lambda function of the template. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** The module that exports `handler`. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Executions at once that are this function's own; null: the function shares those of the account. */
  readonly reservedConcurrency: number | null;
  readonly logGroup: string;
  readonly isTraced: boolean;
  readonly isInVpc: boolean;
  /** Retries and destination of a failed asynchronous run. */
  readonly onFailure: OnFailure;
}

interface OnFailure {
  readonly retries: number;
  /** ARN of a queue. */
  readonly destination: string | undefined;
}

const FUNCTION = [
  'Code',
  'Environment',
  'FunctionName',
  'Handler',
  'LoggingConfig',
  'MemorySize',
  'ReservedConcurrentExecutions',
  'Role',
  'Runtime',
  'Timeout',
  'TracingConfig',
  'VpcConfig',
];
const FUNCTION_WITHOUT_EFFECT = ['Architectures', 'Description', 'Tags'];
/** Defaults of Lambda. */
const DEFAULT = { timeoutSeconds: 3, memoryMb: 128, retries: 2 } as const;

export function readFunctions(resolver: Resolver, { assets, resources }: Synthesis): DeployedFunction[] {
  const onFailure = new Map(resolver.resources('AWS::Lambda::EventInvokeConfig').map(readInvokeConfig));
  return resolver.resources('AWS::Lambda::Function').map((resource) => {
    assertKnown(resource, FUNCTION, FUNCTION_WITHOUT_EFFECT);
    assertOneOf(resource, 'Runtime', 'nodejs24.x');
    const { ref: name, attributes } = resolver.physical(resource.logicalId);
    const { LogGroup } = (resource.property('LoggingConfig') ?? {}) as { LogGroup?: string };
    const { Mode } = (resource.property('TracingConfig') ?? {}) as { Mode?: string };
    return {
      name,
      arn: attributes.Arn ?? '',
      roleArn: textOf(resource, 'Role'),
      entry: entryOf(resource, assets),
      environment: environmentOf(resource),
      timeoutSeconds: numberOf(resource, 'Timeout', DEFAULT.timeoutSeconds),
      memoryMb: numberOf(resource, 'MemorySize', DEFAULT.memoryMb),
      reservedConcurrency: reservedIn(resource),
      logGroup: LogGroup ?? `/aws/lambda/${name}`,
      isTraced: Mode === 'Active',
      isInVpc: isInVpc(resources[resource.logicalId]?.Properties),
      onFailure: onFailure.get(name) ?? { retries: DEFAULT.retries, destination: undefined },
    };
  });
}

function reservedIn(resource: Resource): number | null {
  return resource.property('ReservedConcurrentExecutions') === undefined
    ? null
    : numberOf(resource, 'ReservedConcurrentExecutions', 0);
}

/** The local template runs no network, so the resources of the network stay unresolved. */
function isInVpc(properties: Readonly<Record<string, unknown>> = {}): boolean {
  return properties.VpcConfig !== undefined;
}

function entryOf(resource: Resource, assets: Synthesis['assets']): string {
  const { S3Key } = (resource.property('Code') ?? {}) as { S3Key?: string };
  const folder = assets.get(S3Key ?? '');
  if (folder === undefined)
    throw problem(resource, 'Code', `is ${S3Key ?? 'inline'}, which is no asset of this synthesis`);
  const [module = '', exported] = textOf(resource, 'Handler').split('.');
  if (exported !== 'handler') throw problem(resource, 'Handler', 'names an export that is not called handler');
  const entry = ['mjs', 'js'].map((ending) => join(folder, `${module}.${ending}`)).find((path) => existsSync(path));
  if (entry === undefined) throw problem(resource, 'Handler', `names a module that is not in ${folder}`);
  return entry;
}

function environmentOf(resource: Resource): Record<string, string> {
  const { Variables = {} } = (resource.property('Environment') ?? {}) as { Variables?: Record<string, unknown> };
  // Lambda refuses a function with a reserved variable.
  const reserved = Object.keys(Variables).find((name) => /^AWS_(?!LAMBDA_NODEJS|NODEJS)/.test(name));
  if (reserved !== undefined) throw problem(resource, 'Environment', `sets ${reserved}, which Lambda sets itself`);
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, String(value)]));
}

function readInvokeConfig(resource: Resource): [string, OnFailure] {
  assertKnown(
    resource,
    ['DestinationConfig', 'FunctionName', 'MaximumRetryAttempts', 'Qualifier'],
    ['MaximumEventAgeInSeconds'],
  );
  assertOneOf(resource, 'Qualifier', '$LATEST');
  const config = (resource.property('DestinationConfig') ?? {}) as {
    OnFailure?: { Destination?: string };
    OnSuccess?: unknown;
  };
  if (config.OnSuccess !== undefined) throw problem(resource, 'DestinationConfig.OnSuccess', 'is not understood');
  const retries = numberOf(resource, 'MaximumRetryAttempts', DEFAULT.retries);
  return [textOf(resource, 'FunctionName'), { retries, destination: config.OnFailure?.Destination }];
}
