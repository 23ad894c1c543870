import { beforeAll, describe, expect, it } from 'vitest';
import { type Deployment, readDeployment } from '../../../../infra/local/template/read-template.ts';
import { readSynthesis, type Synthesis, type TemplateResource } from '../../../../infra/local/template/synthesis.ts';
import { fixtureResources, fixtureSynthesis } from './fixture-template.ts';

let synthesis: Synthesis;
let deployment: Deployment;

beforeAll(async () => {
  synthesis = await fixtureSynthesis();
  deployment = readDeployment(synthesis);
});

const account = 'arn:aws:iam::123456789012';

describe('a template that the local stack reads', () => {
  it('functions have code, role and environment with resolved references', () => {
    expect(deployment.functions).toMatchObject([
      {
        name: 'reader',
        arn: 'arn:aws:lambda:us-east-1:123456789012:function:reader',
        roleArn: `${account}:role/reader-role`,
        entry: expect.stringMatching(/reader\/index\.mjs$/),
        environment: { TABLE: 'items', GREETING: 'reader' },
        timeoutSeconds: 5,
        isTraced: false,
      },
      { name: 'writer' },
    ]);
  });

  it('a function in a VPC and the policies of the endpoints are read, by service', () => {
    const { reader = { Type: '' }, ...others } = fixtureResources() as Record<string, TemplateResource>;
    const ServiceName = { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.dynamodb']] };
    const Statement = { Effect: 'Allow', Action: 'dynamodb:Query', Resource: '*', Principal: { AWS: '*' } };
    const resources = {
      ...others,
      reader: { ...reader, Properties: { ...reader.Properties, VpcConfig: { SubnetIds: ['subnet'] } } },
      Endpoint: {
        Type: 'AWS::EC2::VPCEndpoint',
        Properties: { ServiceName, PolicyDocument: { Statement: [Statement] } },
      },
      Open: { Type: 'AWS::EC2::VPCEndpoint', Properties: { ServiceName: 'com.amazonaws.us-east-1.kms' } },
    };
    const read = readDeployment({ ...synthesis, resources });
    expect(read.functions.map(({ name, isInVpc }) => [name, isInVpc]).toSorted()).toEqual([
      ['reader', true],
      ['writer', false],
    ]);
    expect([...read.policies.endpoints]).toMatchObject([['dynamodb', [{ json: Statement }]]]);
    expect(deployment.policies.endpoints.size).toBe(0);
  });

  it('routes have function, scope and token issuer', () => {
    expect(deployment.api.routes).toEqual([
      { functionName: 'reader', method: 'GET', path: '/open', scope: null, timeoutSeconds: 5 },
      { functionName: 'writer', method: 'POST', path: '/scoped', scope: 'oems/trade', timeoutSeconds: 5 },
    ]);
    expect(deployment.api).toMatchObject({ issuer: 'https://issuer.example', audience: ['oems-clients'] });
  });

  it('table and keys are read from the template', () => {
    const [tableKey, secretsKey] = deployment.keys;
    expect(deployment.table).toMatchObject({
      arn: 'arn:aws:dynamodb:us-east-1:123456789012:table/items',
      keyArn: tableKey?.arn,
    });
    expect(secretsKey).toMatchObject({ aliases: ['alias/secrets'], keyId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('key ids are the same in every run, so that an old data folder opens', () => {
    expect(readDeployment(synthesis).keys).toEqual(deployment.keys);
  });

  it('policies of roles, keys and functions are read from the template', () => {
    expect([...deployment.policies.identity.keys()]).toEqual([
      `${account}:role/reader-role`,
      `${account}:role/writer-role`,
    ]);
    expect(deployment.policies.resource.size).toBe(4);
  });
});

/** The fixture with changed properties of a resource. */
function changed(id: string, properties: object): Synthesis {
  const resources = fixtureResources();
  const resource = resources[id] as TemplateResource;
  return {
    ...synthesis,
    resources: { ...resources, [id]: { ...resource, Properties: { ...resource.Properties, ...properties } } },
  };
}

describe('a template that the local stack cannot run', () => {
  it.each([
    ['reader', { Layers: ['arn'] }, 'reader.Layers'],
    ['reader', { Runtime: 'nodejs22.x' }, 'reader.Runtime'],
    ['reader', { Handler: 'index.main' }, 'reader.Handler'],
    ['reader', { Handler: 'other.handler' }, 'reader.Handler'],
    ['reader', { Code: { S3Key: 'elsewhere.zip' } }, 'reader.Code'],
    ['reader', { Environment: { Variables: { AWS_REGION: 'x' } } }, 'reader.Environment'],
    ['reader', { Role: { 'Fn::ImportValue': 'role' } }, 'reader.Role: Fn::ImportValue'],
    ['reader', { Role: { 'Fn::GetAtt': ['Table', 'Name'] } }, 'reader.Role: Fn::GetAtt Table.Name'],
    ['reader', { Environment: { Variables: { A: { Ref: 'Nowhere' } } } }, 'reader.Environment: refers to Nowhere'],
    ['readerRole', { ManagedPolicyArns: ['arn'] }, 'readerRole.ManagedPolicyArns'],
    ['readerRole', { PermissionsBoundary: 'arn' }, 'readerRole.PermissionsBoundary'],
    ['readerPolicy', { Roles: ['stranger'] }, 'readerPolicy.Roles'],
    [
      'readerPolicy',
      {
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Action: 'a:b', Resource: '*', Condition: { DateLessThan: { 'aws:SourceArn': 'y' } } },
          ],
        },
      },
      'readerPolicy.PolicyDocument: condition operator DateLessThan',
    ],
    ['ScopedRoute', { AuthorizationScopes: [] }, 'ScopedRoute.AuthorizationScopes'],
    ['ScopedRoute', { AuthorizationScopes: ['a', 'b'] }, 'ScopedRoute.AuthorizationScopes'],
    ['ScopedRoute', { AuthorizationType: 'AWS_IAM' }, 'ScopedRoute.AuthorizationType'],
    ['ScopedRoute', { RouteKey: 'ANY /{proxy+}' }, 'ScopedRoute.RouteKey'],
    ['ScopedIntegration', { PayloadFormatVersion: '1.0' }, 'ScopedIntegration.PayloadFormatVersion'],
    ['Api', { CorsConfiguration: {} }, 'Api.CorsConfiguration'],
    ['Authorizer', { AuthorizerType: 'REQUEST' }, 'Authorizer.AuthorizerType'],
    ['Table', { BillingMode: 'PROVISIONED' }, 'Table.BillingMode'],
    ['Table', { StreamSpecification: {} }, 'Table.StreamSpecification'],
    ['SecretsKey', { KeySpec: 'RSA_2048' }, 'SecretsKey.KeySpec'],
    ['OpenPermission', { EventSourceToken: 'x' }, 'OpenPermission.EventSourceToken'],
  ])('the resource %s with %j is refused by name and property', (id, properties, message) => {
    expect(() => readDeployment(changed(id, properties))).toThrow(message);
  });

  it('a resource of an unknown type is refused', () => {
    const resources = { ...fixtureResources(), Stream: { Type: 'AWS::Kinesis::Stream' } };
    expect(() => readDeployment({ ...synthesis, resources })).toThrow(/Stream: resource type AWS::Kinesis::Stream/);
  });

  it('a resource with a condition is refused', () => {
    const { Api, ...others } = fixtureResources();
    const resources = { ...others, Api: { Type: 'AWS::ApiGatewayV2::Api', ...Api, Condition: 'IsProd' } };
    expect(() => readDeployment({ ...synthesis, resources })).toThrow('Api.Condition');
  });

  it('a folder without a synthesized stack is refused', async () => {
    await expect(readSynthesis('/nowhere')).rejects.toThrow(/synthesize the stack first/);
  });
});
