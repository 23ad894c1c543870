import { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  CorsHttpMethod,
  DomainName,
  HttpApi,
  type HttpApiProps,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route } from '../../lib/contract/route.ts';
import { kebabCase, type OperationId, routes } from '../../lib/contract/routes.ts';
import { createReference, referenceKeys } from './api-reference.ts';
import type { FunctionSetting } from './function-setting.ts';
import { createFunction, type DeployedFunction } from './functions.ts';
import { logRetentionOf, removalPolicyOf } from './lifetime.ts';
import type { DeployOptions } from './stage.ts';
import { throttleOf, throttleOfRest } from './throttles.ts';

export interface Api {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly functions: readonly DeployedFunction[];
  readonly accessLog: ILogGroup;
  /** The address of callers. */
  readonly url: string;
  /** The name that the custom domain must point to; null without a custom domain. */
  readonly domainTarget: string | null;
}

const entries = Object.entries(routes) as [OperationId, Route][];

/** The HTTP API: a route and a function for every operation of the route table. */
export function createApi(scope: Construct, setting: FunctionSetting, authorizer: HttpJwtAuthorizer): Api {
  const construct = new Construct(scope, 'api');
  const api = new HttpApi(construct, 'http-api', {
    apiName: `oems-${setting.options.stage}`,
    createDefaultStage: false,
    ...corsOf(setting.options),
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
  const pages = setting.options.apiReference ? createReference(construct, api, setting) : [];
  const domain = createDomain(construct, setting.options);
  const accessLog = createAccessLog(construct, setting.options);
  const stage = createStage(construct, { api, accessLog, domain }, setting.options);
  // CloudFormation accepts throttles only for routes that exist.
  for (const { httpRoute } of wired) if (httpRoute !== undefined) stage.node.addDependency(httpRoute);
  for (const page of pages) stage.node.addDependency(page);
  return {
    ...{ api, stage, accessLog, functions: wired.map(({ deployed }) => deployed) },
    url: domain === null ? api.apiEndpoint : `https://${domain.name}`,
    domainTarget: domain?.regionalDomainName ?? null,
  };
}

/** Browsers call from the origins of the stage's file alone, and never with cookies. */
function corsOf({ corsOrigins }: DeployOptions): Pick<HttpApiProps, 'corsPreflight'> {
  if (corsOrigins.length === 0) return {};
  const methods = [...new Set(entries.map(([, { method }]) => CorsHttpMethod[method]))];
  return {
    corsPreflight: {
      allowOrigins: [...corsOrigins],
      allowMethods: methods,
      allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'prefer'],
      exposeHeaders: [
        'apigw-requestid',
        'content-disposition',
        'preference-applied',
        'ratelimit',
        'ratelimit-policy',
        'retry-after',
      ],
      maxAge: Duration.hours(1),
    },
  };
}

function createDomain(scope: Construct, { customDomain }: DeployOptions): DomainName | null {
  if (customDomain === null) return null;
  const { name, certificateArn } = customDomain;
  const certificate = Certificate.fromCertificateArn(scope, 'certificate', certificateArn);
  return new DomainName(scope, 'domain', { domainName: name, certificate });
}

function createAccessLog(scope: Construct, options: DeployOptions): LogGroup {
  return new LogGroup(scope, 'access-log', {
    // CloudWatch keeps a policy per delivery, and an account has room for few: names under vendedlogs share a policy (API Gateway guide, "Logging").
    logGroupName: `/aws/vendedlogs/oems-${options.stage}/access`,
    retention: logRetentionOf(options),
    removalPolicy: removalPolicyOf(options),
  });
}

interface StageParts extends Pick<Api, 'api' | 'accessLog'> {
  readonly domain: DomainName | null;
}

function createStage(scope: Construct, { api, accessLog, domain }: StageParts, options: DeployOptions): HttpStage {
  const { rate, burst } = throttleOfRest(options);
  const stage = new HttpStage(scope, 'stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: rate, burstLimit: burst },
    ...(domain === null ? {} : { domainMapping: { domainName: domain } }),
    accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: accessLogFormat },
  });
  throttleRoutes(stage, options);
  return stage;
}

function throttleRoutes(stage: HttpStage, options: DeployOptions): void {
  const { defaultChild } = stage.node;
  if (!(defaultChild instanceof CfnStage)) throw new Error('the stage has no CloudFormation resource');
  const throttled = [
    ...entries.map(([, route]) => ({ key: `${route.method} ${route.path}`, limit: throttleOf(route, options) })),
    ...(options.apiReference ? referenceKeys.map((key) => ({ key, limit: throttleOfRest(options) })) : []),
  ];
  defaultChild.routeSettings = Object.fromEntries(
    throttled.map(({ key, limit: { rate, burst } }) => [
      key,
      { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
    ]),
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
    client: '$context.authorizer.claims.client_id',
    // Where an issuer of somebody else names the program (lib/http/identity.ts).
    azp: '$context.authorizer.claims.azp',
    cid: '$context.authorizer.claims.cid',
    appid: '$context.authorizer.claims.appid',
    subject: '$context.authorizer.claims.sub',
    responseLength: '$context.responseLength',
    latency: '$context.responseLatency',
    integrationLatency: '$context.integrationLatency',
    integrationError: '$context.integrationErrorMessage',
    authorizerError: '$context.authorizer.error',
  }),
);
