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

  it('runs on arm64 and nodejs24.x with the memory and the time of its table', () => {
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

  it('logs in JSON to a group of its own, which forgets', () => {
    const { LogFormat, LogGroup } = lambda.Properties.LoggingConfig as { LogFormat: string; LogGroup: unknown };
    expect(LogFormat).toBe('JSON');
    expect(dev.template.Resources[flat(LogGroup)]?.Properties).toMatchObject({ RetentionInDays: 14 });
    const others = functionIds.filter((other) => other !== id).map((other) => lambdaOf(dev, other)[1]);
    for (const { Properties } of others) expect(Properties.LoggingConfig).not.toMatchObject({ LogGroup });
  });

  it('knows the table, the key and the tenant claim, and no endpoint', () => {
    const { Variables } = lambda.Properties.Environment as { Variables: Record<string, unknown> };
    const own = id === 'dispatchPulls' ? ['OEMS_PULL_QUEUE_URL_KRAKEN', 'OEMS_PULL_SPREAD_SECONDS'] : [];
    const all = ['OEMS_SECRETS_KEY_ID', 'OEMS_TABLE', 'OEMS_TENANT_CLAIM'];
    expect(Object.keys(Variables).toSorted()).toEqual([...all, ...own].toSorted());
    expect(Variables.OEMS_TENANT_CLAIM).toBe('sub');
    expect(flat(Variables.OEMS_TABLE)).toBe(resourcesOf(dev, 'AWS::DynamoDB::Table')[0]?.[0]);
  });

  it('comes up after its rights', () => {
    expect(lambda.DependsOn?.some((name) => dev.template.Resources[name]?.Type === 'AWS::IAM::Policy')).toBe(true);
  });
});

describe.each(operations)('the route of %s', (id, { method, path, scope }) => {
  const found = resourcesOf(dev, 'AWS::ApiGatewayV2::Route').filter(
    ([, { Properties }]) => Properties.RouteKey === `${method} ${path}`,
  );
  const properties = found[0]?.[1].Properties ?? {};

  it('leads to its function, once', () => {
    expect(found).toHaveLength(1);
    const integration = flat(properties.Target).replace('integrations/', '');
    expect(dev.template.Resources[integration]?.Properties).toMatchObject({
      IntegrationUri: { 'Fn::GetAtt': [lambdaOf(dev, id)[0], 'Arn'] },
      PayloadFormatVersion: '2.0',
    });
  });

  it('asks for a token with its scope, or for none where the table says so', () => {
    expect(properties).toMatchObject(
      scope === null ? { AuthorizationType: 'NONE' } : { AuthorizationType: 'JWT', AuthorizationScopes: [scope] },
    );
    expect('AuthorizerId' in properties).toBe(scope !== null);
  });

  it('has a throttle of its own', () => {
    const stage = theOnly(dev, 'AWS::ApiGatewayV2::Stage');
    const settings = stage.Properties.RouteSettings as Record<string, Record<string, number>>;
    expect(settings[`${method} ${path}`]?.ThrottlingRateLimit).toBeGreaterThan(0);
    expect(settings[`${method} ${path}`]?.ThrottlingBurstLimit).toBeGreaterThan(0);
    expect(stage.DependsOn).toContain(found[0]?.[0]);
  });
});

describe('the API', () => {
  it('has a route for every operation and no other', () => {
    expect(resourcesOf(dev, 'AWS::ApiGatewayV2::Route')).toHaveLength(operations.length);
    expect(resourcesOf(dev, 'AWS::Lambda::Function')).toHaveLength(functionIds.length);
  });

  it('lets only health and the OpenAPI document go without a token', () => {
    const open = resourcesOf(dev, 'AWS::ApiGatewayV2::Route').filter(
      ([, { Properties }]) => Properties.AuthorizationType !== 'JWT',
    );
    expect(open.map(([, { Properties }]) => Properties.RouteKey).toSorted()).toEqual([
      'GET /health',
      'GET /openapi.json',
    ]);
  });

  it('writes an access log that names neither headers, query, body nor tokens', () => {
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

  it('answers no browser from elsewhere', () => {
    expect(theOnly(dev, 'AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty('CorsConfiguration');
  });
});

describe('the template', () => {
  it('is the same when synthesized again', () => {
    expect(synthesize({}, 'again').text).toBe(dev.text);
  });

  it('is far below what one CloudFormation stack can hold', () => {
    expect(Object.keys(dev.template.Resources).length).toBeLessThan(450);
    expect(dev.text.length).toBeLessThan(900_000);
  });

  it('is what cdk.json synthesizes', () => {
    expect(JSON.parse(readFileSync('cdk.json', 'utf8'))).toMatchObject({ app: 'node infra/aws/app.ts' });
  });

  it('says where the API is and how to get the first token', () => {
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
