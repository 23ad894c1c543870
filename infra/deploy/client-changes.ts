import type { DeployOptions } from '../aws/stage.ts';
import type { DeployedStack, Template } from './deployed-stack.ts';
import { type GuardedChange, propertiesOf } from './guarded-change.ts';

/** Ids of guarded changes that no parameter of the stack holds. */
export const clientChangeIds = ['Clients', 'Tenants'] as const;
const [CLIENTS, TENANTS] = clientChangeIds;

/** Changes of the pool's clients that shut callers out, or give callers the accounts of another tenant. */
export function clientChanges({ identity }: DeployOptions, deployed: DeployedStack): GuardedChange[] {
  const wanted = identity.kind === 'cognito' ? identity.clients : {};
  return [...lostClients(Object.keys(wanted), deployed), ...movedClients(wanted, deployed)];
}

/** A client that is gone, or that has another name, can get no token any more. */
function lostClients(after: readonly string[], { outputs }: DeployedStack): GuardedChange[] {
  const before = Object.keys(JSON.parse(outputs[CLIENTS] ?? '{}') as object);
  const lost = before.filter((name) => !after.includes(name));
  if (lost.length === 0) return [];
  const harm = `The clients ${lost.join(', ')} are deleted, and their secrets with them.`;
  return [{ id: CLIENTS, from: before.join(' '), to: after.join(' '), harm }];
}

/** A client keeps id and secret, and acts on the accounts of another tenant from its next token on. */
function movedClients(
  wanted: Readonly<Record<string, { readonly tenant: string }>>,
  { template }: DeployedStack,
): GuardedChange[] {
  const before = tenantsOf(template);
  const moved = Object.entries(wanted).flatMap(([name, { tenant }]) => {
    const former = before.get(name);
    return former === undefined || former === tenant ? [] : [{ name, former, tenant }];
  });
  if (moved.length === 0) return [];
  const harm =
    'A client with another tenant sees none of its accounts any more, and trades on those of the other tenant.';
  const told = (key: 'former' | 'tenant') => moved.map((one) => `${one.name}=${one[key]}`).join(' ');
  return [{ id: TENANTS, from: told('former'), to: told('tenant'), harm }];
}

interface Client {
  readonly ClientName: string;
  readonly AllowedOAuthScopes: readonly unknown[];
}

/** The tenant of each client by name. A scope is a joined text: the server of the tenants, and the name behind a slash. */
function tenantsOf(template: Template): Map<string, string> {
  const servers = Object.entries(template.Resources)
    .filter(([, { Type, Properties }]) => Type === 'AWS::Cognito::UserPoolResourceServer' && isOfTenants(Properties))
    .map(([id]) => JSON.stringify({ Ref: id }));
  return new Map(
    propertiesOf<Client>(template, 'AWS::Cognito::UserPoolClient').flatMap(({ ClientName, AllowedOAuthScopes }) => {
      const scopes = AllowedOAuthScopes.map((scope) => JSON.stringify(scope));
      const own = scopes.find((scope) => servers.some((server) => scope.includes(server)));
      const [, tenant] = /"\/([^"]+)"/.exec(own ?? '') ?? [];
      return tenant === undefined ? [] : [[ClientName, tenant] as const];
    }),
  );
}

function isOfTenants(properties: unknown): boolean {
  return (properties as { readonly Identifier?: unknown } | undefined)?.Identifier === 'tenant';
}
