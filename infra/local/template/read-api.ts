import type { GatewayRoute } from '../lambda/gateway.ts';
import type { Resolver, Resource } from './intrinsics.ts';
import { assertKnown, assertOneOf, problem, textOf } from './known-properties.ts';
import { arn } from './physical-names.ts';
import type { DeployedFunction } from './read-functions.ts';

/** The HTTP API of the template. */
export interface DeployedApi {
  /** ARN of the API. The ARN of a route adds `/<stage>/<method><path>`. */
  readonly executeArn: string;
  readonly routes: readonly GatewayRoute[];
  /** Issuer of accepted tokens. */
  readonly issuer: string;
  readonly audience: readonly string[];
}

interface Wiring {
  readonly integrations: ReadonlyMap<string, DeployedFunction>;
  readonly authorizers: ReadonlySet<string>;
}

/** Throttles and the access log have no effect on a single machine. */
const STAGE_WITHOUT_EFFECT = ['AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings'];

export function readApi(resolver: Resolver, functions: readonly DeployedFunction[]): DeployedApi {
  const [api, ...otherApis] = resolver.resources('AWS::ApiGatewayV2::Api');
  const [authorizer, ...otherAuthorizers] = resolver.resources('AWS::ApiGatewayV2::Authorizer');
  if (api === undefined || authorizer === undefined) throw new Error('the template has no HTTP API with an authorizer');
  for (const other of [...otherApis, ...otherAuthorizers])
    throw problem(other, '', `a second ${other.type} is not understood`);
  assertKnown(api, ['ProtocolType'], ['Name', 'Description', 'Tags']);
  assertOneOf(api, 'ProtocolType', 'HTTP');
  for (const stage of resolver.resources('AWS::ApiGatewayV2::Stage')) checkStage(stage);
  const authorizers = new Set([resolver.physical(authorizer.logicalId).ref]);
  const wiring = { integrations: readIntegrations(resolver, functions), authorizers };
  return {
    executeArn: arn('execute-api', resolver.physical(api.logicalId).ref),
    routes: resolver.resources('AWS::ApiGatewayV2::Route').map((route) => readRoute(route, wiring)),
    ...readAuthorizer(authorizer),
  };
}

/** The local gateway serves the API at the root path, as the stage $default does. */
function checkStage(stage: Resource): void {
  assertKnown(stage, ['ApiId', 'AutoDeploy', 'StageName'], STAGE_WITHOUT_EFFECT);
  assertOneOf(stage, 'StageName', '$default');
  assertOneOf(stage, 'AutoDeploy', true);
}

function readIntegrations(resolver: Resolver, functions: readonly DeployedFunction[]): Map<string, DeployedFunction> {
  return new Map(
    resolver.resources('AWS::ApiGatewayV2::Integration').map((integration) => {
      assertKnown(
        integration,
        ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion'],
        ['IntegrationMethod'],
      );
      assertOneOf(integration, 'IntegrationType', 'AWS_PROXY');
      assertOneOf(integration, 'PayloadFormatVersion', '2.0');
      const uri = textOf(integration, 'IntegrationUri');
      const target = functions.find((deployed) => deployed.arn === uri);
      if (target === undefined)
        throw problem(integration, 'IntegrationUri', `is ${uri}, which is no function of this template`);
      return [resolver.physical(integration.logicalId).ref, target];
    }),
  );
}

function readRoute(route: Resource, { integrations, authorizers }: Wiring): GatewayRoute {
  assertKnown(
    route,
    ['ApiId', 'AuthorizationScopes', 'AuthorizationType', 'AuthorizerId', 'RouteKey', 'Target'],
    ['OperationName'],
  );
  const routeKey = textOf(route, 'RouteKey');
  const [, method = '', path = ''] = /^([A-Z]+) (\/[^{}]*)$/.exec(routeKey) ?? [];
  if (path === '')
    throw problem(route, 'RouteKey', `is ${routeKey}; this gateway serves methods with literal paths only`);
  const target = integrations.get(textOf(route, 'Target').replace(/^integrations\//, ''));
  if (target === undefined) throw problem(route, 'Target', 'is no integration of this template');
  const { name: functionName, timeoutSeconds } = target;
  return { functionName, method, path, scope: scopeOf(route, authorizers), timeoutSeconds };
}

function scopeOf(route: Resource, authorizers: ReadonlySet<string>): string | null {
  assertOneOf(route, 'AuthorizationType', 'JWT', 'NONE', undefined);
  if (route.property('AuthorizationType') !== 'JWT') return null;
  if (!authorizers.has(textOf(route, 'AuthorizerId')))
    throw problem(route, 'AuthorizerId', 'is no authorizer of this template');
  const scopes = route.property('AuthorizationScopes');
  const [scope, ...more] = Array.isArray(scopes) ? scopes.map(String) : [];
  // Without scopes API Gateway accepts every valid token; with several scopes a single match is enough.
  if (scope === undefined || more.length > 0) throw problem(route, 'AuthorizationScopes', 'expected exactly one scope');
  return scope;
}

function readAuthorizer(authorizer: Resource): Pick<DeployedApi, 'issuer' | 'audience'> {
  assertKnown(authorizer, ['ApiId', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration'], ['Name']);
  assertOneOf(authorizer, 'AuthorizerType', 'JWT');
  const [source] = authorizer.property('IdentitySource') as string[];
  if (source !== '$request.header.Authorization')
    throw problem(authorizer, 'IdentitySource', 'expected the Authorization header');
  const { Issuer = '', Audience = [] } = authorizer.property('JwtConfiguration') as {
    Issuer?: string;
    Audience?: string[];
  };
  if (!/^https:\/\/\S+$/.test(Issuer)) throw problem(authorizer, 'JwtConfiguration.Issuer', 'expected an https URL');
  if (Audience.length === 0) throw problem(authorizer, 'JwtConfiguration.Audience', 'expected an audience');
  return { issuer: Issuer, audience: Audience };
}
