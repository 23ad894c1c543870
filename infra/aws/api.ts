import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route, Scope } from '../../lib/contract/route.ts';
import { kebabCase, type OperationId, routes } from '../../lib/contract/routes.ts';
import type { DeployOptions } from './context.ts';
import type { FunctionSetting } from './function-setting.ts';
import { createFunction, type DeployedFunction } from './functions.ts';
import { logRetentionOf, removalPolicyOf } from './lifetime.ts';

export interface Api {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly functions: readonly DeployedFunction[];
}

const entries = Object.entries(routes) as [OperationId, Route][];

/** The HTTP API: a route and a function for every operation of the route table. No CORS: browsers are no clients. */
export function createApi(scope: Construct, setting: FunctionSetting, authorizer: HttpJwtAuthorizer): Api {
  const construct = new Construct(scope, 'api');
  const api = new HttpApi(construct, 'http-api', {
    apiName: `oems-${setting.options.stage}`,
    createDefaultStage: false,
  });
  const wired = entries.map(([id, route]) => {
    const deployed = createFunction(construct, id, route, setting);
    const [httpRoute] = api.addRoutes({
      path: route.path,
      methods: [HttpMethod[route.method]],
      integration: new HttpLambdaIntegration(kebabCase(id), deployed.lambda),
      ...(route.scope === null
        ? { authorizer: new HttpNoneAuthorizer() }
        : { authorizer, authorizationScopes: [route.scope] }),
    });
    return { deployed, httpRoute };
  });
  const stage = createStage(construct, api, setting.options);
  // CloudFormation accepts throttles only for routes that exist.
  for (const { httpRoute } of wired) if (httpRoute !== undefined) stage.node.addDependency(httpRoute);
  return { api, stage, functions: wired.map(({ deployed }) => deployed) };
}

/**
 * Calls per second and burst, over all callers of a route. Key changes are rare. Routes without a token are open to
 * every caller.
 */
const throttles: Record<Scope | 'none', { readonly rate: number; readonly burst: number }> = {
  'oems/read': { rate: 100, burst: 200 },
  'oems/trade': { rate: 50, burst: 100 },
  'oems/admin': { rate: 5, burst: 10 },
  none: { rate: 10, burst: 20 },
};

function createStage(scope: Construct, api: HttpApi, options: DeployOptions): HttpStage {
  const logGroup = new LogGroup(scope, 'access-log', {
    retention: logRetentionOf(options),
    removalPolicy: removalPolicyOf(options),
  });
  const stage = new HttpStage(scope, 'stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: throttles.none.rate, burstLimit: throttles.none.burst },
    accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: accessLogFormat },
  });
  throttleRoutes(stage);
  return stage;
}

function throttleRoutes(stage: HttpStage): void {
  const { defaultChild } = stage.node;
  if (!(defaultChild instanceof CfnStage)) throw new Error('the stage has no CloudFormation resource');
  defaultChild.routeSettings = Object.fromEntries(
    entries.map(([, { method, path, scope }]) => {
      const { rate, burst } = throttles[scope ?? 'none'];
      return [`${method} ${path}`, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }];
    }),
  );
}

/** No header, no query string, no body: these parts hold account ids and tokens. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    route: '$context.routeKey',
    status: '$context.status',
    ip: '$context.identity.sourceIp',
    responseLength: '$context.responseLength',
    latency: '$context.responseLatency',
    integrationLatency: '$context.integrationLatency',
    integrationError: '$context.integrationErrorMessage',
    authorizerError: '$context.authorizer.error',
  }),
);
