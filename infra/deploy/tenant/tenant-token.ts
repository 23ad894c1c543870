import type { DeployOptions } from '../../aws/stage.ts';
import { recordOf } from '../verify/calls.ts';
import { CheckFailure } from '../verify/deployment.ts';

const scopePrefix = 'tenant/';

/** A client of the tenant with every scope, from the stage's file; undefined with an issuer of somebody else. */
export function clientOf({ identity }: DeployOptions, tenant: string): string | undefined {
  if (identity.kind !== 'cognito') return undefined;
  const able = Object.entries(identity.clients).find(
    ([, client]) =>
      client.tenant === tenant && (['read', 'trade', 'admin'] as const).every((scope) => client.scopes.includes(scope)),
  );
  if (able !== undefined) return able[0];
  throw new CheckFailure(
    `no client of the tenant ${tenant} has the scopes read, trade and admin`,
    'add a client of the tenant to the file of the stage, and deploy',
  );
}

/** Throws unless the token is the tenant's: nothing else says whose data is exported or deleted. */
export function requireTenant(token: string, { identity }: Pick<DeployOptions, 'identity'>, tenant: string): void {
  const claims = claimsIn(token);
  const scopes = identity.kind === 'external' ? [] : tenantScopesIn(claims);
  const named = scopes.length > 0 ? scopes : [claimOf(claims, identity)];
  if (named.length === 1 && named[0] === tenant) return;
  throw new CheckFailure(
    `the token is of the tenant ${named.join(' and ')}, not of ${tenant}`,
    'use a token of the tenant',
  );
}

/** An issuer of somebody else may name scopes as it likes: there, the deployment reads the claim alone. */
function tenantScopesIn({ scope }: Readonly<Record<string, unknown>>): string[] {
  return String(scope ?? '')
    .split(' ')
    .filter((name) => name.startsWith(scopePrefix))
    .map((name) => name.slice(scopePrefix.length));
}

/** A local stack with tokens of the shape `local` has the tenant in `sub`. */
function claimOf(claims: Readonly<Record<string, unknown>>, identity: DeployOptions['identity']): string {
  return String(claims[identity.kind === 'external' ? identity.tenantClaim : 'sub'] ?? 'no tenant');
}

function claimsIn(token: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()));
  } catch {
    return {};
  }
}
