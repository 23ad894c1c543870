import type { Resolver } from './intrinsics.ts';

/** A client of the user pool: a program that gets tokens. */
export interface DeployedClient {
  readonly id: string;
  /** Scopes that the client may ask for, of its tenant as well. */
  readonly scopes: readonly string[];
}

/** Empty with a foreign issuer. */
export function readClients(resolver: Resolver): DeployedClient[] {
  return resolver.resources('AWS::Cognito::UserPoolClient').map((client) => {
    const scopes = client.property('AllowedOAuthScopes');
    return { id: resolver.physical(client.logicalId).ref, scopes: Array.isArray(scopes) ? scopes.map(String) : [] };
  });
}

/**
 * The client that would have got a token of these scopes: of several the one with the fewest scopes. Null where no client may ask for the scopes:
 * tests use tenants that the stage's file does not name.
 */
export function clientFor(clients: readonly DeployedClient[], scopes: readonly string[]): DeployedClient | null {
  const able = clients.filter((client) => scopes.every((scope) => client.scopes.includes(scope)));
  return able.toSorted((a, b) => a.scopes.length - b.scopes.length)[0] ?? null;
}
