import { join } from 'node:path';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { type IRole, Policy, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
import type { DeployOptions } from './context.ts';
import { environmentOf } from './function-environment.ts';
import { callsExchange, type FunctionId, grants } from './grants.ts';
import { logRetentionOf, removalPolicyOf } from './lifetime.ts';
import type { Egress } from './network.ts';
import { type Granted, runtimeStatements, statementFor, vpcStatements } from './statements.ts';

/** An operation or a job, as lib/contract/routes.ts and lib/jobs/jobs.ts describe it. */
export interface FunctionTerms {
  readonly summary: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

/** What all functions share. */
export interface FunctionSetting extends Granted {
  readonly options: DeployOptions;
  /** Null: functions live outside any VPC and reach the exchanges directly. */
  readonly egress: Egress | null;
  readonly distDir: string;
}

export interface DeployedFunction {
  readonly id: FunctionId;
  readonly lambda: LambdaFunction;
  readonly role: IRole;
  readonly logGroup: LogGroup;
}

/**
 * One Lambda with a role of its own that holds its grants and nothing else: no managed policy, and constructs further on cannot add to
 * it. `more` is for what the function's trigger needs.
 */
export function createFunction(
  scope: Construct,
  id: FunctionId,
  terms: FunctionTerms,
  setting: FunctionSetting,
  more: readonly PolicyStatement[] = [],
): DeployedFunction {
  const { options, egress, distDir } = setting;
  const construct = new Construct(scope, kebabCase(id));
  const functionName = `oems-${options.stage}-${kebabCase(id)}`;
  const logGroup = new LogGroup(construct, 'logs', {
    retention: logRetentionOf(options),
    removalPolicy: removalPolicyOf(options),
  });
  const vpc = callsExchange(id) ? egress : null;
  const statements = [
    ...grants[id].map((grant) => statementFor(grant, setting)),
    ...runtimeStatements(logGroup),
    ...more,
  ];
  if (vpc !== null) statements.push(...vpcStatements(functionArn(scope, functionName)));
  const { role, policy } = createRole(construct, statements);
  const lambda = new LambdaFunction(construct, 'function', {
    functionName,
    description: terms.summary,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(join(distDir, kebabCase(id)), { exclude: ['*.map'] }),
    handler: 'index.handler',
    memorySize: terms.memoryMb,
    timeout: Duration.seconds(terms.timeoutSeconds),
    environment: environmentOf(id, setting),
    role: role.withoutPolicyUpdates(),
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    tracing: Tracing.ACTIVE,
    ...(vpc === null ? {} : vpc),
  });
  // Without its rights a function must not be called, not even for the moment in which a stack comes up.
  lambda.node.addDependency(policy);
  return { id, lambda, role, logGroup };
}

function createRole(scope: Construct, statements: PolicyStatement[]): { role: Role; policy: Policy } {
  const role = new Role(scope, 'role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  return { role, policy: new Policy(scope, 'policy', { roles: [role], statements }) };
}

/** From the name, because the role is there before the function. */
function functionArn(scope: Construct, functionName: string): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: functionName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
