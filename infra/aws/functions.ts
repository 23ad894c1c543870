import { join } from 'node:path';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { type IRole, Policy, PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { kebabCase } from '../../lib/contract/routes.ts';
import { environmentOf } from './function-environment.ts';
import type { FunctionSetting } from './function-setting.ts';
import { callsExchange, usesSecrets } from './granted.ts';
import { type FunctionId, grants } from './grants.ts';
import { logRetentionOf, removalPolicyOf } from './lifetime.ts';
import type { Egress } from './network.ts';
import type { DeployOptions } from './stage.ts';
import { runtimeStatements, statementFor, vpcStatements } from './statements.ts';

/** The columns of an operation (lib/contract/routes.ts) or a job (lib/jobs/jobs.ts) that a function needs. */
interface FunctionTerms {
  readonly summary: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly safety?: true;
}

export interface DeployedFunction {
  readonly id: FunctionId;
  readonly lambda: LambdaFunction;
  readonly role: IRole;
}

/**
 * A Lambda with a separate role. The role holds the grants of the function and nothing more: no managed policy, and no
 * later construct can add a right. `more` has the statements that the trigger of the function needs.
 */
export function createFunction(
  scope: Construct,
  id: FunctionId,
  terms: FunctionTerms,
  setting: FunctionSetting,
  more: readonly PolicyStatement[] = [],
): DeployedFunction {
  const { options } = setting;
  const construct = new Construct(scope, kebabCase(id));
  const logGroup = new LogGroup(construct, 'logs', {
    retention: logRetentionOf(options),
    removalPolicy: removalPolicyOf(options),
  });
  const { role, ready } = createRole(construct, id, statementsFor(scope, id, setting, logGroup, more));
  const lambda = new LambdaFunction(construct, 'function', {
    ...codeOf(id, terms, setting),
    environment: environmentOf(id, setting),
    role: role.withoutPolicyUpdates(),
    logGroup,
    ...reservedFor(terms, options),
    loggingFormat: LoggingFormat.JSON,
    tracing: Tracing.ACTIVE,
    ...vpcOf(id, setting),
  });
  // A function without rights must not be called, even for a moment during a deployment.
  lambda.node.addDependency(ready);
  return { id, lambda, role };
}

function codeOf(id: FunctionId, { summary, memoryMb, timeoutSeconds }: FunctionTerms, setting: FunctionSetting) {
  return {
    functionName: functionName(id, setting),
    description: summary,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(join(setting.distDir, kebabCase(id)), { exclude: ['*.map'] }),
    handler: 'index.handler',
    memorySize: memoryMb,
    timeout: Duration.seconds(timeoutSeconds),
  };
}

/** Calls that stop trading run even when other calls have used up the concurrency of the AWS account. */
function reservedFor({ safety }: FunctionTerms, { safetyConcurrency }: DeployOptions) {
  return safety && safetyConcurrency !== null ? { reservedConcurrentExecutions: safetyConcurrency } : {};
}

function functionName(id: FunctionId, { options }: FunctionSetting): string {
  return `oems-${options.stage}-${kebabCase(id)}`;
}

/** Empty for a function outside the VPC. */
function vpcOf(id: FunctionId, { egress }: FunctionSetting): Partial<Egress> {
  return egress !== null && callsExchange(id) ? egress : {};
}

function statementsFor(
  scope: Construct,
  id: FunctionId,
  setting: FunctionSetting,
  logGroup: LogGroup,
  more: readonly PolicyStatement[],
): PolicyStatement[] {
  const isInVpc = vpcOf(id, setting).vpc !== undefined;
  return [
    ...grants[id].map((grant) => statementFor(grant, setting)),
    ...runtimeStatements(logGroup),
    ...more,
    ...(isInVpc ? vpcStatements(functionArn(scope, functionName(id, setting))) : []),
  ];
}

/** `ready` exists once the role has all its rights. */
interface FunctionRole {
  readonly role: Role;
  readonly ready: Construct;
}

/**
 * The rights are part of the role: a stack has at most 500 resources. The policy of the secrets key names the roles that may use the key. The
 * rights of such a role name the key. CloudFormation allows no circle of resources, and these rights are a separate resource.
 */
function createRole(scope: Construct, id: FunctionId, statements: PolicyStatement[]): FunctionRole {
  const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
  if (!usesSecrets(id)) {
    const role = new Role(scope, 'role', { assumedBy, inlinePolicies: { rights: new PolicyDocument({ statements }) } });
    return { role, ready: role };
  }
  const role = new Role(scope, 'role', { assumedBy });
  return { role, ready: new Policy(scope, 'policy', { roles: [role], statements }) };
}

/** Built from the name, because the role exists before the function. */
function functionArn(scope: Construct, functionName: string): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: functionName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
