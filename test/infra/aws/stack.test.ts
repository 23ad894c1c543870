import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type OperationId, type Route, routes } from '../../../lib/contract/routes.ts';
import { type Job, jobs } from '../../../lib/jobs/jobs.ts';
import { flat, functionIds, lambdaOf, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const operations = Object.entries(routes) as [OperationId, Route][];

describe.each(functionIds)('the function %s', (id) => {
  const [, lambda] = lambdaOf(dev, id);
  const terms: Route | Job = { ...routes, ...jobs }[id];

  it('the function runs on arm64 and nodejs24.x with memory and timeout of the table', () => {
    expect(lambda.Properties).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: terms.memoryMb,
      Timeout: terms.timeoutSeconds,
      Description: terms.summary,
      TracingConfig: { Mode: 'Active' },
    });
  });

  it('the function logs in JSON to a separate log group with a retention', () => {
    const { LogFormat, LogGroup } = lambda.Properties.LoggingConfig as { LogFormat: string; LogGroup: unknown };
    expect(LogFormat).toBe('JSON');
    expect(dev.template.Resources[flat(LogGroup)]?.Properties).toMatchObject({ RetentionInDays: 14 });
    const others = functionIds.filter((other) => other !== id).map((other) => lambdaOf(dev, other)[1]);
    for (const { Properties } of others) expect(Properties.LoggingConfig).not.toMatchObject({ LogGroup });
  });

  it('the environment names table, key and tenant claim, and no endpoint', () => {
    const { Variables } = lambda.Properties.Environment as { Variables: Record<string, unknown> };
    const own = id === 'dispatchPulls' ? ['OEMS_PULL_QUEUE_URL_KRAKEN', 'OEMS_PULL_SPREAD_SECONDS'] : [];
    const all = ['OEMS_SECRETS_KEY_ID', 'OEMS_TABLE', 'OEMS_TENANT_CLAIM'];
    expect(Object.keys(Variables).toSorted()).toEqual([...all, ...own].toSorted());
    expect(Variables.OEMS_TENANT_CLAIM).toBe('sub');
    expect(flat(Variables.OEMS_TABLE)).toBe(resourcesOf(dev, 'AWS::DynamoDB::Table')[0]?.[0]);
  });

  it('the function is created after the rights of the function', () => {
    expect(lambda.DependsOn?.some((name) => dev.template.Resources[name]?.Type === 'AWS::IAM::Policy')).toBe(true);
  });
});

describe.each(operations)('the route of %s', (id, { method, path, scope }) => {
  const found = resourcesOf(dev, 'AWS::ApiGatewayV2::Route').filter(
    ([, { Properties }]) => Properties.RouteKey === `${method} ${path}`,
  );
  const properties = found[0]?.[1].Properties ?? {};

  it('exactly one route leads to the function', () => {
    expect(found).toHaveLength(1);
    const integration = flat(properties.Target).replace('integrations/', '');
    expect(dev.template.Resources[integration]?.Properties).toMatchObject({
      IntegrationUri: { 'Fn::GetAtt': [lambdaOf(dev, id)[0], 'Arn'] },
      PayloadFormatVersion: '2.0',
    });
  });

  it('the route demands the scope of the table, or no token', () => {
    expect(properties).toMatchObject(
      scope === null ? { AuthorizationType: 'NONE' } : { AuthorizationType: 'JWT', AuthorizationScopes: [scope] },
    );
    expect('AuthorizerId' in properties).toBe(scope !== null);
  });

  it('the route has a separate throttle', () => {
    const stage = theOnly(dev, 'AWS::ApiGatewayV2::Stage');
    const settings = stage.Properties.RouteSettings as Record<string, Record<string, number>>;
    expect(settings[`${method} ${path}`]?.ThrottlingRateLimit).toBeGreaterThan(0);
    expect(settings[`${method} ${path}`]?.ThrottlingBurstLimit).toBeGreaterThan(0);
    expect(stage.DependsOn).toContain(found[0]?.[0]);
  });
});

describe('the API', () => {
  it('the API has exactly the routes of the table', () => {
    expect(resourcesOf(dev, 'AWS::ApiGatewayV2::Route')).toHaveLength(operations.length);
    expect(resourcesOf(dev, 'AWS::Lambda::Function')).toHaveLength(functionIds.length);
  });

  it('only health and the OpenAPI document need no token', () => {
    const open = resourcesOf(dev, 'AWS::ApiGatewayV2::Route').filter(
      ([, { Properties }]) => Properties.AuthorizationType !== 'JWT',
    );
    expect(open.map(([, { Properties }]) => Properties.RouteKey).toSorted()).toEqual([
      'GET /health',
      'GET /openapi.json',
    ]);
  });

  it('the access log contains no header, query, body or token', () => {
    const { Format } = theOnly(dev, 'AWS::ApiGatewayV2::Stage').Properties.AccessLogSettings as { Format: string };
    const variables = Object.values(JSON.parse(Format) as Record<string, string>).toSorted();
    expect(variables).toEqual([
      '$context.authorizer.error',
      '$context.identity.sourceIp',
      '$context.integrationErrorMessage',
      '$context.integrationLatency',
      '$context.requestId',
      '$context.requestTime',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.routeKey',
      '$context.status',
    ]);
  });

  it('the API has no CORS', () => {
    expect(theOnly(dev, 'AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty('CorsConfiguration');
  });
});

describe('the template', () => {
  it('a second synthesis gives the same template', () => {
    expect(synthesize({}, 'again').text).toBe(dev.text);
  });

  it('the template is far below the limits of CloudFormation', () => {
    expect(Object.keys(dev.template.Resources).length).toBeLessThan(450);
    expect(dev.text.length).toBeLessThan(900_000);
  });

  it('cdk.json synthesizes the same template', () => {
    expect(JSON.parse(readFileSync('cdk.json', 'utf8'))).toMatchObject({ app: 'node infra/aws/app.ts' });
  });

  it('the outputs name the API address and the way to the first token', () => {
    expect(Object.keys(dev.template.Outputs).toSorted()).toEqual([
      'AlarmTopic',
      'ApiUrl',
      'ClientId',
      'ClientSecretCommand',
      'TokenCommand',
      'TokenUrl',
    ]);
    expect(flat(dev.template.Outputs.TokenCommand?.Value)).toMatch(/^curl .*grant_type=client_credentials https:/);
    expect(dev.text).not.toMatch(/ClientSecret"/);
  });
});
