import { describe, expect, it } from 'vitest';
import { callsExchange } from '../../../infra/aws/grants.ts';
import { isAllowed, type Statement, statementsOf } from './fixture-iam.ts';
import { everyOption, flat, functionIds, lambdaOf, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const prod = synthesize(everyOption);
const kept = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Logs::LogGroup'];

describe('the stage', () => {
  it('a deleted dev stack leaves nothing', () => {
    const policies = Object.values(dev.template.Resources).map(({ DeletionPolicy }) => DeletionPolicy);
    expect(policies).not.toContain('Retain');
    expect(theOnly(dev, 'AWS::DynamoDB::Table').Properties.DeletionProtectionEnabled).toBe(false);
  });

  it.each(kept)('a deleted prod stack keeps every %s', (type) => {
    const found = resourcesOf(prod, type);
    expect(found.length).toBeGreaterThan(0);
    for (const [, { DeletionPolicy }] of found) expect(DeletionPolicy).toBe('Retain');
  });

  it('prod refuses the deletion of the table and deletes keys only after 30 days', () => {
    expect(theOnly(prod, 'AWS::DynamoDB::Table').Properties.DeletionProtectionEnabled).toBe(true);
    for (const [, { Properties }] of resourcesOf(prod, 'AWS::KMS::Key'))
      expect(Properties.PendingWindowInDays).toBe(30);
  });

  it('resource names contain the stage, so that both stages fit in an account', () => {
    const names = (synthesis: typeof dev) =>
      JSON.stringify(
        Object.values(synthesis.template.Resources).map(({ Properties }) => [
          Properties?.FunctionName,
          Properties?.AliasName,
          Properties?.AlarmName,
          Properties?.DashboardName,
          Properties?.Name,
        ]),
      );
    expect(names(dev)).toContain('alias/oems-dev-secrets');
    expect(names(prod)).toContain('alias/oems-prod-secrets');
    expect(names(prod)).not.toContain('oems-dev');
  });
});

describe.each([
  ['dev', dev],
  ['prod', prod],
] as const)('the table of %s', (_stage, synthesis) => {
  const { Properties } = theOnly(synthesis, 'AWS::DynamoDB::Table');

  it('the table is on demand, encrypted with a separate key, and has point-in-time recovery and TTL', () => {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
    const { KMSMasterKeyId } = Properties.SSESpecification as { KMSMasterKeyId: unknown };
    const secrets = resourcesOf(synthesis, 'AWS::KMS::Alias').map(([, alias]) => flat(alias.Properties.TargetKeyId));
    expect(secrets).not.toContain(flat(KMSMasterKeyId));
  });

  it('the table has the indexes of the definition', () => {
    const indexes = Properties.GlobalSecondaryIndexes as { IndexName: string }[];
    expect(indexes.map(({ IndexName }) => IndexName).toSorted()).toEqual(['accounts', 'orders', 'pending']);
  });

  it('both KMS keys are rotated', () => {
    const keys = resourcesOf(synthesis, 'AWS::KMS::Key');
    expect(keys).toHaveLength(2);
    for (const [, key] of keys) expect(key.Properties.EnableKeyRotation).toBe(true);
  });
});

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

  it('the functions get the configured tenant claim', () => {
    const { Variables } = lambdaOf(prod, 'createOrder')[1].Properties.Environment as { Variables: unknown };
    expect(Variables).toMatchObject({ OEMS_TENANT_CLAIM: 'tenant_id' });
  });
});

describe('a fixed egress address', () => {
  it('by default there is no VPC and no NAT gateway', () => {
    expect(Object.values(dev.template.Resources).filter(({ Type }) => Type.startsWith('AWS::EC2'))).toEqual([]);
  });

  it('a fixed address is an elastic address on a NAT gateway and an output of the stack', () => {
    const [[address] = ['']] = resourcesOf(prod, 'AWS::EC2::EIP');
    expect(flat(theOnly(prod, 'AWS::EC2::NatGateway').Properties.AllocationId)).toBe(`${address}.AllocationId`);
    expect(flat(prod.template.Outputs.EgressIp?.Value)).toBe(address);
  });

  it.each(functionIds)('%s is in the VPC exactly if the function calls an exchange', (id) => {
    expect('VpcConfig' in lambdaOf(prod, id)[1].Properties).toBe(callsExchange(id));
  });

  it('the code of a function cannot use the network interfaces', () => {
    const request = {
      action: 'ec2:CreateNetworkInterface',
      resource: '*',
      context: {},
    };
    const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:oems-prod-create-order';
    const statements = statementsOf(prod, 'createOrder');
    expect(isAllowed(statements, request)).toBe(true);
    expect(isAllowed(statements, { ...request, context: { 'lambda:SourceFunctionArn': [arn] } })).toBe(false);
    expect(isAllowed(statementsOf(prod, 'getHealth'), request)).toBe(false);
  });

  it('the endpoints of DynamoDB and KMS allow only the table and the key of the stack', () => {
    const policies = resourcesOf(prod, 'AWS::EC2::VPCEndpoint').map(([, { Properties }]) => {
      const { Statement } = Properties.PolicyDocument as { Statement: Statement[] };
      return Statement.flatMap(({ Resource }) => (Array.isArray(Resource) ? Resource : [Resource]).map(flat));
    });
    const [[table] = ['']] = resourcesOf(prod, 'AWS::DynamoDB::Table');
    const secrets = flat(theOnly(prod, 'AWS::KMS::Alias').Properties.TargetKeyId);
    expect(policies.toSorted()).toEqual([[secrets], [`arn:${table}`, `arn:${table}/index/pending`]].toSorted());
  });

  it('no inbound traffic is allowed', () => {
    for (const [, { Properties }] of resourcesOf(prod, 'AWS::EC2::SecurityGroup'))
      expect(JSON.stringify(Properties.SecurityGroupIngress ?? '')).not.toContain('0.0.0.0/0');
  });
});
