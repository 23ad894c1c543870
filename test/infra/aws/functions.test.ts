import { describe, expect, it } from 'vitest';
import { callsExchange } from '../../../infra/aws/granted.ts';
import type { FunctionId } from '../../../infra/aws/grants.ts';
import type { Route } from '../../../lib/contract/route.ts';
import { type OperationId, routes } from '../../../lib/contract/routes.ts';
import { type Job, jobs, queues } from '../../../lib/jobs/jobs.ts';
import { everyOption, flat, functionIds, lambdaOf, resourcesOf, synthesize } from './fixture-stack.ts';

const dev = synthesize();

/** The variables of certain functions alone. */
const variablesOf: Readonly<Record<string, readonly string[]>> = {
  dispatchPulls: [...queues.pulls.map(({ variable }) => variable), 'OEMS_PULL_SPREAD_SECONDS'],
  getOpenapi: ['OEMS_TOKEN_URL'],
  registerExchangeAccount: ['OEMS_ACCOUNTS_PER_TENANT'],
};

/** Every call of a tenant, but those that stop trading. Jobs have no tenant. */
function hasBudget(id: string): boolean {
  const route: Route | undefined = routes[id as OperationId];
  return route !== undefined && route.scope !== null && route.safety !== true;
}

/** Every call that changes something writes audit records; lists of changes move the records of verdicts, and the resolver writes late ones. */
function keepsAudit(id: string): boolean {
  const route: Route | undefined = routes[id as OperationId];
  if (route !== undefined && route.method !== 'GET') return true;
  return ['listAudit', 'listEvents', 'resolveOrders', 'listChanges', 'operatorHalt'].includes(id);
}

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

  it('the environment names table, key, tenant claim and namespace of metrics, and no endpoint of AWS', () => {
    const { Variables } = lambda.Properties.Environment as { Variables: Record<string, unknown> };
    const budget = hasBudget(id) ? ['OEMS_TENANT_BUDGET'] : [];
    const audit = keepsAudit(id) ? ['OEMS_AUDIT_RETENTION_DAYS'] : [];
    const own = [...(variablesOf[id] ?? []), ...budget, ...audit];
    const all = ['OEMS_METRICS_NAMESPACE', 'OEMS_SECRETS_KEY_ID', 'OEMS_TABLE', 'OEMS_TENANT_SCOPE'];
    expect(Object.keys(Variables).toSorted()).toEqual([...all, ...own].toSorted());
    expect(Variables.OEMS_TENANT_SCOPE).toBe('tenant/');
    expect(flat(Variables.OEMS_TABLE)).toBe(resourcesOf(dev, 'AWS::DynamoDB::Table')[0]?.[0]);
  });

  it('the function is created after the rights of the function', () => {
    const role = flat(lambda.Properties.Role).slice('arn:'.length);
    const isWhole = dev.template.Resources[role]?.Properties.Policies !== undefined;
    const policies = resourcesOf(dev, 'AWS::IAM::Policy').filter(([name]) => lambda.DependsOn?.includes(name));
    expect(policies.map(([, { Properties }]) => (Properties.Roles as unknown[]).map(flat))).toEqual(
      isWhole ? [] : [[role]],
    );
    expect(isWhole ? lambda.DependsOn : [role]).toContain(role);
  });
});

it('functions that call an exchange know whether all of them leave by one address', () => {
  const told = (stack: ReturnType<typeof synthesize>) =>
    functionIds.filter((id) => {
      const { Environment } = lambdaOf(stack, id)[1].Properties as {
        Environment: { Variables: Record<string, string> };
      };
      return Environment.Variables.OEMS_FIXED_ADDRESS === 'true';
    });
  expect(told(dev)).toEqual([]);
  expect(told(synthesize(everyOption))).toEqual(functionIds.filter(callsExchange));
});

it('functions that journal requests or their ends know how long the journal keeps an entry', () => {
  const daysOf = (id: FunctionId) => {
    const { Environment } = lambdaOf(synthesize(everyOption), id)[1].Properties as {
      Environment: { Variables: Record<string, string> };
    };
    return Environment.Variables.OEMS_JOURNAL_RETENTION_DAYS;
  };
  const writers = [
    'createOrder',
    'amendOrder',
    'cancelAllOrders',
    'getOrder',
    'haltTrading',
    'createTransfer',
  ] as const;
  expect([...writers, 'resolveOrders' as const, 'followOrders' as const].map(daysOf)).toEqual(Array(8).fill('500'));
  expect((['getBalance', 'listOrders', 'pullHistory'] as const).map(daysOf)).toEqual(Array(3).fill(undefined));
});
