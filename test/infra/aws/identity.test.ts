import { describe, expect, it } from 'vitest';
import { everyOption, flat, lambdaOf, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const identity = {
  kind: 'cognito',
  clients: {
    bot: { tenant: 'acme', scopes: ['read', 'trade'] },
    administrator: { tenant: 'acme', scopes: ['read', 'trade', 'admin'], tokenMinutes: 5 },
    other: { tenant: 'umbrella', scopes: ['read'] },
  },
};
const own = synthesize({ identity });
const prod = synthesize(everyOption);

function serverOf(identifier: string): string[] {
  const found = resourcesOf(own, 'AWS::Cognito::UserPoolResourceServer').find(
    ([, { Properties }]) => Properties.Identifier === identifier,
  );
  const scopes = (found?.[1].Properties.Scopes ?? []) as { ScopeName: string }[];
  return scopes.map(({ ScopeName }) => ScopeName);
}

interface Client {
  readonly AllowedOAuthScopes: readonly unknown[];
  readonly AccessTokenValidity: number;
}

function clientOf(name: string): Client {
  const found = resourcesOf(own, 'AWS::Cognito::UserPoolClient').find(
    ([, { Properties }]) => Properties.ClientName === name,
  );
  return found?.[1].Properties as unknown as Client;
}

/** `<server's logical id>/read` -> `read` */
function namesOf({ AllowedOAuthScopes }: Client): string[] {
  return AllowedOAuthScopes.map(flat).map((scope) => scope.slice(scope.indexOf('/') + 1));
}

describe('identity', () => {
  it('without an issuer the stack creates a user pool that nobody can sign up to', () => {
    expect(theOnly(own, 'AWS::Cognito::UserPool').Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
    expect(serverOf('oems')).toEqual(['read', 'trade', 'admin']);
    expect(serverOf('tenant')).toEqual(['acme', 'umbrella']);
  });

  it('each client gets tokens with its own scopes and the scope of its one tenant, for a short time', () => {
    expect(namesOf(clientOf('bot'))).toEqual(['read', 'trade', 'acme']);
    expect(namesOf(clientOf('administrator'))).toEqual(['read', 'trade', 'admin', 'acme']);
    expect(namesOf(clientOf('other'))).toEqual(['read', 'umbrella']);
    expect(clientOf('bot')).toMatchObject({
      AllowedOAuthFlows: ['client_credentials'],
      GenerateSecret: true,
      AccessTokenValidity: 15,
      TokenValidityUnits: { AccessToken: 'minutes' },
    });
    expect(clientOf('administrator').AccessTokenValidity).toBe(5);
  });

  it('the authorizer checks tokens against the pool and the ids of all clients', () => {
    const { JwtConfiguration } = theOnly(own, 'AWS::ApiGatewayV2::Authorizer').Properties;
    const { Issuer, Audience } = JwtConfiguration as { Issuer: unknown; Audience: unknown[] };
    const [[poolId] = ['']] = resourcesOf(own, 'AWS::Cognito::UserPool');
    expect(flat(Issuer)).toBe(`${poolId}.ProviderURL`);
    expect(Audience.map(flat)).toEqual(resourcesOf(own, 'AWS::Cognito::UserPoolClient').map(([id]) => id));
  });

  it('with an issuer the authorizer uses the issuer, and there is no pool', () => {
    expect(theOnly(prod, 'AWS::ApiGatewayV2::Authorizer').Properties.JwtConfiguration).toEqual({
      Issuer: 'https://issuer.example/',
      Audience: ['oems', 'desk'],
    });
    expect(Object.values(prod.template.Resources).filter(({ Type }) => Type.includes('Cognito'))).toEqual([]);
  });

  it('the functions learn where the tenant is: in a scope of the own pool, in the claim of an external issuer', () => {
    const variables = (synthesis: typeof own) =>
      (lambdaOf(synthesis, 'createOrder')[1].Properties.Environment as { Variables: object }).Variables;
    expect(variables(own)).toMatchObject({ OEMS_TENANT_SCOPE: 'tenant/' });
    expect(variables(own)).not.toHaveProperty('OEMS_TENANT_CLAIM');
    expect(variables(prod)).toMatchObject({ OEMS_TENANT_CLAIM: 'tenant_id' });
    expect(variables(prod)).not.toHaveProperty('OEMS_TENANT_SCOPE');
  });

  it('the API document tells the address of the own issuer, and of no other', () => {
    const variablesOf = (stack: typeof own) =>
      (lambdaOf(stack, 'getOpenapi')[1].Properties.Environment as { Variables: Record<string, unknown> }).Variables;
    expect(variablesOf(own).OEMS_TOKEN_URL).toEqual(own.template.Outputs.TokenUrl?.Value);
    expect(variablesOf(prod)).not.toHaveProperty('OEMS_TOKEN_URL');
  });
});
