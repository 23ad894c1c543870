import { describe, expect, it } from 'vitest';
import { guardedOptions } from '../../../infra/aws/confirmations.ts';
import type { DeployedStack } from '../../../infra/deploy/deployed-stack.ts';
import { parametersOf, planDeployment } from '../../../infra/deploy/deployment-plan.ts';
import { everyOption, optionsOf, synthesize, type Variant } from '../aws/fixture-stack.ts';

const external = { kind: 'external', issuer: 'https://id.example', audience: ['oems'], tenantClaim: 'org_id' };

const developer = { tenant: 'demo', scopes: ['read', 'trade', 'admin'] };
const own = { kind: 'cognito', clients: { developer } };

/** The stack as CloudFormation would tell of it after a deployment of the variant. */
function deployed(variant: Variant = {}): DeployedStack {
  const options = optionsOf(variant);
  const { identity } = options;
  const names = identity.kind === 'cognito' ? Object.keys(identity.clients) : [];
  return {
    parameters: Object.fromEntries(guardedOptions(options).map(({ id, value }) => [id, value])),
    outputs: { Clients: JSON.stringify(Object.fromEntries(names.map((name) => [name, `id-${name}`]))) },
    template: synthesize(variant).template,
  };
}

function plan(from: Variant, to: Variant, confirmed: readonly string[] = []) {
  return planDeployment({ options: optionsOf(to), template: synthesize(to).template, confirmed }, deployed(from));
}

describe('a deployment', () => {
  it.each<[string, Variant]>([
    ['Data', { data: 'keep' }],
    ['Identity', { identity: external }],
    ['TenantIn', { identity: external }],
    ['FixedAddress', { fixedEgressIp: true }],
    ['LedgerRetentionDays', { ledgerRetentionDays: 30 }],
    ['JournalRetentionDays', { journalRetentionDays: 90 }],
    ['AuditRetentionDays', { auditRetentionDays: 365 }],
    ['LogRetentionDays', { logRetentionDays: 3 }],
    ['CustomDomain', { customDomain: everyOption.customDomain }],
    ['Tenants', { identity: { ...own, clients: { developer: { ...developer, tenant: 'umbrella' } } } }],
    ['TableName', { tableName: 'oems-restored', restoredTo: '2026-05-20T10:30:00Z' }],
    ['Clients', { identity: external }],
  ])('a change of %s is refused until the operator names the option, and says what it would do', (id, change) => {
    const { refused, guarded } = plan({}, change);
    const line = refused.find((text) => text.startsWith(`${id}: from `));
    expect(line).toMatch(/\. .+ If that is wanted: --confirm /);
    const ids = guarded.map((one) => one.id);
    expect(plan({}, change, ids).refused).toEqual([]);
    expect(
      plan(
        {},
        change,
        ids.filter((one) => one !== id),
      ).refused,
    ).toHaveLength(1);
  });

  it('the stage without its options, as a bare upgrade would synthesize, is refused in every guarded option', () => {
    expect(plan(everyOption, { stage: 'prod' }).refused.map((text) => text.split(':')[0])).toEqual([
      ...['Data', 'Identity', 'TenantIn', 'FixedAddress', 'CustomDomain'],
      ...['LedgerRetentionDays', 'JournalRetentionDays', 'AuditRetentionDays', 'LogRetentionDays'],
    ]);
  });

  it('an unchanged stage, and a change that harms nobody, needs no word', () => {
    expect(plan({}, {})).toEqual({ guarded: [], refused: [], forCallers: [] });
    expect(plan(everyOption, { ...everyOption, pullMinutes: 30 }).refused).toEqual([]);
  });

  it('confirmed changes become parameters of the command, and lost clients do not', () => {
    const { guarded } = plan({}, { fixedEgressIp: true, identity: external });
    expect(parametersOf('oems-dev', guarded)).toEqual([
      ...['--parameters', 'oems-dev:Identity=https://id.example oems'],
      ...['--parameters', 'oems-dev:TenantIn=claim org_id'],
      ...['--parameters', 'oems-dev:FixedAddress=true'],
    ]);
  });

  it('a new stack has nothing to lose', () => {
    const wanted = { options: optionsOf(), template: synthesize().template, confirmed: [] };
    expect(planDeployment(wanted, null)).toMatchObject({ guarded: [], refused: [] });
  });

  it('a new stack over a table from elsewhere needs a word: another stage may work on the table', () => {
    const restored = { tableName: 'oems-restored', restoredTo: '2026-05-20T10:30:00Z' };
    const wanted = { options: optionsOf(restored), template: synthesize(restored).template, confirmed: [] };
    expect(planDeployment(wanted, null).refused).toEqual([expect.stringMatching(/^TableName: from "own"/)]);
    expect(planDeployment({ ...wanted, confirmed: ['TableName'] }, null).refused).toEqual([]);
  });

  it('a client that changes the tenant is told by both tenants; new clients, and other scopes, need no word', () => {
    const clients = { developer: { ...developer, tenant: 'umbrella' }, bot: { ...developer, tenant: 'acme' } };
    const { refused, guarded } = plan({}, { identity: { ...own, clients } });
    expect(refused).toEqual([
      expect.stringMatching(/^Tenants: from "developer=demo" to "developer=umbrella"\. .*--confirm Tenants$/),
    ]);
    expect(parametersOf('oems-dev', guarded)).toEqual([]);
    const reader = { developer: { ...developer, scopes: ['read'] }, bot: developer };
    expect(plan({}, { identity: { ...own, clients: reader } }).refused).toEqual([]);
  });

  it('callers hear of routes that go, come or want another scope, and of clients with other rights', () => {
    const before = structuredClone(deployed());
    for (const { Type, Properties } of Object.values(before.template.Resources)) {
      const route = (Properties ?? {}) as {
        RouteKey: string;
        AuthorizationScopes?: string[];
        AllowedOAuthScopes?: string[];
      };
      if (Type === 'AWS::Cognito::UserPoolClient') route.AllowedOAuthScopes = ['oems/read'];
      if (route.RouteKey === 'GET /oems/execution/orders') route.RouteKey = 'GET /oems/execution/old';
      if (route.RouteKey === 'GET /oems/execution/order') route.AuthorizationScopes = ['oems/trade'];
    }
    const wanted = { options: optionsOf(), template: synthesize().template, confirmed: [] };
    expect(planDeployment(wanted, before).forCallers).toEqual([
      'GET /oems/execution/old is gone: 404',
      'GET /oems/execution/order wants oems/read, not oems/trade',
      'GET /oems/execution/orders is new',
      'the client developer has other scopes or another tenant',
    ]);
  });
});
