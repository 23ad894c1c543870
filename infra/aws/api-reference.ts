import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, HttpNoneAuthorizer, type HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
import { referencePages as pages } from '../../lib/contract/reference-pages.ts';
import type { FunctionSetting } from './function-setting.ts';
import { logRetentionOf, removalPolicyOf } from './lifetime.ts';
import { runtimeStatements } from './statements.ts';

const name = 'api-reference';

/** Routes of the pages, as throttles name them. */
export const referenceKeys = Object.keys(pages).map((path) => `GET ${path}`);

/**
 * The API reference: a page and a script, open to everybody, from a function of its own. The function knows no table and no key, and has no right
 * but to log: the page is on the origin of an API that trades.
 */
export function createReference(scope: Construct, api: HttpApi, setting: FunctionSetting): readonly HttpRoute[] {
  const integration = new HttpLambdaIntegration(name, createFunction(scope, setting));
  return Object.keys(pages).flatMap((path) =>
    api.addRoutes({ path, methods: [HttpMethod.GET], integration, authorizer: new HttpNoneAuthorizer() }),
  );
}

function createFunction(scope: Construct, { options, distDir }: FunctionSetting): LambdaFunction {
  const construct = new Construct(scope, name);
  const logGroup = new LogGroup(construct, 'logs', {
    retention: logRetentionOf(options),
    removalPolicy: removalPolicyOf(options),
  });
  const rights = new PolicyDocument({ statements: runtimeStatements(logGroup) });
  const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
  const role = new Role(construct, 'role', { assumedBy, inlinePolicies: { rights } });
  return new LambdaFunction(construct, 'function', {
    functionName: `oems-${options.stage}-${name}`,
    description: 'The API reference at /docs',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(join(distDir, name), { exclude: ['*.map'] }),
    handler: 'index.handler',
    memorySize: 256,
    timeout: Duration.seconds(10),
    role: role.withoutPolicyUpdates(),
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    tracing: Tracing.ACTIVE,
  });
}
