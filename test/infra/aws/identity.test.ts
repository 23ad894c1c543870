import { describe, expect, it } from 'vitest';
import { everyOption, flat, lambdaOf, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const prod = synthesize(everyOption);

describe('identity', () => {
  it('without an issuer the stack creates a user pool with three scopes and a machine client', () => {
    const { Scopes, Identifier } = theOnly(dev, 'AWS::Cognito::UserPoolResourceServer').Properties;
    const names = (Scopes as { ScopeName: string }[]).map(({ ScopeName }) => `${Identifier}/${ScopeName}`);
    expect(names).toEqual(['oems/read', 'oems/trade', 'oems/admin']);
    expect(theOnly(dev, 'AWS::Cognito::UserPoolClient').Properties).toMatchObject({
      AllowedOAuthFlows: ['client_credentials'],
      GenerateSecret: true,
    });
    expect(theOnly(dev, 'AWS::Cognito::UserPool').Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
  });

  it('the authorizer checks tokens against the pool and the client id', () => {
    const { JwtConfiguration } = theOnly(dev, 'AWS::ApiGatewayV2::Authorizer').Properties;
    const { Issuer, Audience } = JwtConfiguration as { Issuer: unknown; Audience: unknown[] };
    const [[poolId] = ['']] = resourcesOf(dev, 'AWS::Cognito::UserPool');
    const [[clientId] = ['']] = resourcesOf(dev, 'AWS::Cognito::UserPoolClient');
    expect(flat(Issuer)).toBe(`${poolId}.ProviderURL`);
    expect(Audience.map(flat)).toEqual([clientId]);
  });

  it('with an issuer the authorizer uses the issuer, and there is no pool', () => {
    expect(theOnly(prod, 'AWS::ApiGatewayV2::Authorizer').Properties.JwtConfiguration).toEqual({
      Issuer: 'https://issuer.example/',
      Audience: ['oems', 'desk'],
    });
    expect(Object.values(prod.template.Resources).filter(({ Type }) => Type.includes('Cognito'))).toEqual([]);
    expect(Object.keys(prod.template.Outputs)).toEqual(['ApiUrl', 'AlarmTopic', 'EgressIp']);
  });

  it('the API document tells the address of the own issuer, and of no other', () => {
    const variablesOf = (stack: typeof dev) =>
      (lambdaOf(stack, 'getOpenapi')[1].Properties.Environment as { Variables: Record<string, unknown> }).Variables;
    expect(variablesOf(dev).OEMS_TOKEN_URL).toEqual(dev.template.Outputs.TokenUrl?.Value);
    expect(variablesOf(prod)).not.toHaveProperty('OEMS_TOKEN_URL');
  });

  it('the functions get the configured tenant claim', () => {
    const { Variables } = lambdaOf(prod, 'createOrder')[1].Properties.Environment as { Variables: unknown };
    expect(Variables).toMatchObject({ OEMS_TENANT_CLAIM: 'tenant_id' });
  });
});
