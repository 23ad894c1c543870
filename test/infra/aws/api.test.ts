import { describe, expect, it } from 'vitest';
import { budgetOf, throttleOf } from '../../../infra/aws/throttles.ts';
import { sandboxParams, withdrawalParams } from '../../../infra/local/stack/simulated-hosts.ts';
import type { Route } from '../../../lib/contract/route.ts';
import { type OperationId, routes } from '../../../lib/contract/routes.ts';
import { everyOption, flat, functionIds, lambdaOf, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const every = synthesize(everyOption);
const operations = Object.entries(routes) as [OperationId, Route][];

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

  it('nothing of the local stack is deployed: no page, no reference, no sandbox keys, no pull at once', () => {
    const keys = resourcesOf(dev, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => String(Properties.RouteKey));
    expect(keys.filter((key) => /^\$default$| \/(_local.*|docs.*|\{proxy\+\})?$/.test(key))).toEqual([]);
    for (const secret of Object.values({ ...sandboxParams('kraken'), ...withdrawalParams('kraken') }))
      expect(JSON.stringify(dev.template)).not.toContain(secret);
  });

  it('the access log lies where log deliveries share one policy of the account', () => {
    const names = resourcesOf(dev, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties.LogGroupName);
    expect(names.filter((name) => String(name).includes('access'))).toEqual(['/aws/vendedlogs/oems-dev/access']);
  });

  it('the access log contains no header, query, body or token', () => {
    const { Format } = theOnly(dev, 'AWS::ApiGatewayV2::Stage').Properties.AccessLogSettings as { Format: string };
    const variables = Object.values(JSON.parse(Format) as Record<string, string>).toSorted();
    expect(variables).toEqual([
      ...['appid', 'azp', 'cid', 'client_id'].map((claim) => `$context.authorizer.claims.${claim}`),
      '$context.authorizer.claims.sub',
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

  it('no browser may call, but from the origins of the stage', () => {
    expect(theOnly(dev, 'AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty('CorsConfiguration');
    const { CorsConfiguration } = theOnly(every, 'AWS::ApiGatewayV2::Api').Properties;
    expect(CorsConfiguration).toMatchObject({
      AllowOrigins: ['https://desk.example'],
      AllowHeaders: ['authorization', 'content-type', 'idempotency-key', 'prefer'],
    });
    expect(CorsConfiguration).not.toHaveProperty('AllowCredentials');
  });

  it('calls that stop trading have ten times the throttle of an order; a class of the stage has its own', () => {
    const rates = (synthesis: typeof dev) =>
      theOnly(synthesis, 'AWS::ApiGatewayV2::Stage').Properties.RouteSettings as Record<string, object>;
    const safe = operations.filter(([, route]) => route.safety).map(([, { method, path }]) => `${method} ${path}`);
    expect(safe).toHaveLength(5);
    for (const key of safe) expect(rates(dev)[key]).toEqual({ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 });
    const order = 'POST /oems/execution/order';
    expect(rates(dev)[order]).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
    for (const key of ['GET /oems/execution/pnl-summary', 'GET /oems/execution/portfolio'])
      expect(rates(dev)[key]).toEqual({ ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 });
    expect(rates(every)['GET /oems/execution/balance']).toEqual({ ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 });
  });

  /** docs/decisions.md and docs/operations.md have the figures. */
  it('over all containers a tenant gets five budgets of a container, which are the whole share of the route', () => {
    const budgeted = (Object.values(routes) as Route[]).flatMap((route) => {
      const [budget, throttle] = [budgetOf(route, { tenantBudgets: {} }), throttleOf(route, { throttles: {} })];
      return budget === null ? [] : [{ budget, throttle }];
    });
    for (const { budget, throttle } of budgeted) expect(throttle.rate).toBe(5 * budget.rate);
    expect(budgeted.reduce((sum, { throttle }) => sum + throttle.rate, 0)).toBe(2200);
  });

  it('a tenant has a budget in each container by the kind of the call; a class of the stage has its own', () => {
    const budget = (synthesis: typeof dev, id: OperationId) =>
      (lambdaOf(synthesis, id)[1].Properties.Environment as { Variables: Record<string, unknown> }).Variables
        .OEMS_TENANT_BUDGET;
    const budgets = (synthesis: typeof dev) =>
      (
        ['getBalance', 'getPnlSummary', 'createOrder', 'registerExchangeAccount', 'haltTrading', 'getHealth'] as const
      ).map((id) => budget(synthesis, id));
    expect(budgets(dev)).toEqual(['20/40', '2/5', '10/20', '1/10', undefined, undefined]);
    expect(budgets(every)).toEqual(['20/40', '2/5', '7/9', '1/10', undefined, undefined]);
  });

  it('calls that stop trading, and the resolver, keep concurrency of their own where the stage has some', () => {
    const reserved = resourcesOf(every, 'AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties.ReservedConcurrentExecutions === 10,
    );
    expect(reserved.map(([, { Properties }]) => Properties.FunctionName)).toEqual([
      ...['oems-prod-set-trading-state', 'oems-prod-cancel-order', 'oems-prod-cancel-all-orders'],
      ...['oems-prod-halt-trading', 'oems-prod-close-position', 'oems-prod-resolve-orders'],
      'oems-prod-operator-halt',
    ]);
    const texts = resourcesOf(dev, 'AWS::Lambda::Function').map(([, { Properties }]) => JSON.stringify(Properties));
    expect(texts.filter((text) => text.includes('ReservedConcurrent'))).toEqual([]);
  });
});
