import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Deployment, readDeployment } from '../../../../infra/local/template/read-template.ts';
import type { Synthesis, TemplateResource } from '../../../../infra/local/template/synthesis.ts';

type Resources = Record<string, TemplateResource>;

function getAtt(id: string, name = 'Arn') {
  return { 'Fn::GetAtt': [id, name] };
}

function trusts(service: string) {
  return {
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  };
}

function role(name: string): TemplateResource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: { RoleName: `${name}-role`, AssumeRolePolicyDocument: trusts('lambda.amazonaws.com') },
  };
}

function lambda(name: string): TemplateResource {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: name,
      Code: { S3Bucket: { 'Fn::Sub': `assets-\${AWS::AccountId}` }, S3Key: `${name}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: getAtt(`${name}Role`),
      Environment: { Variables: { TABLE: { Ref: 'Table' }, GREETING: name } },
      Timeout: 5,
    },
  };
}

function policy(name: string, action: string): TemplateResource {
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      Roles: [{ Ref: `${name}Role` }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: action,
            Resource: getAtt('Table'),
            Condition: {
              'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ORDER#*'] },
              Null: { 'dynamodb:LeadingKeys': 'false' },
            },
          },
        ],
      },
    },
  };
}

function route(id: string, target: string, more: object): Resources {
  return {
    [`${id}Integration`]: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: getAtt(target),
        PayloadFormatVersion: '2.0',
      },
    },
    [`${id}Route`]: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: `${id}Integration` }]] },
        ...more,
      },
    },
  };
}

function permission(target: string, path: string): TemplateResource {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: getAtt(target),
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*/*${path}`,
      },
    },
  };
}

function keyPolicy(...Statement: object[]): TemplateResource {
  return {
    Type: 'AWS::KMS::Key',
    Properties: { KeyPolicy: { Statement }, EnableKeyRotation: true },
  };
}

function use(action: string, roleId: string) {
  return {
    ...{ Effect: 'Allow', Action: action, Resource: '*', Principal: { AWS: getAtt(roleId) } },
    Condition: { StringEquals: { 'kms:EncryptionContext:app': 'oems' } },
  };
}

/** A small stack with a resource of every type that the readers know. */
export function fixtureResources(): Resources {
  return {
    TableKey: keyPolicy({
      ...{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Principal: { AWS: '*' } },
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Sub': `dynamodb.\${AWS::Region}.amazonaws.com` },
          'kms:CallerAccount': { Ref: 'AWS::AccountId' },
        },
      },
    }),
    SecretsKey: keyPolicy(use('kms:Encrypt', 'writerRole'), use('kms:Decrypt', 'readerRole'), {
      ...{ Effect: 'Deny', Action: ['kms:Encrypt', 'kms:Decrypt'], Resource: '*', Principal: { AWS: '*' } },
      Condition: { Null: { 'kms:EncryptionContext:tenant': 'true' } },
    }),
    SecretsAlias: {
      Type: 'AWS::KMS::Alias',
      Properties: { AliasName: 'alias/secrets', TargetKeyId: getAtt('SecretsKey') },
    },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'items',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        SSESpecification: { SSEEnabled: true, KMSMasterKeyId: getAtt('TableKey') },
      },
    },
    readerRole: role('reader'),
    writerRole: role('writer'),
    readerPolicy: policy('reader', 'dynamodb:GetItem'),
    writerPolicy: policy('writer', 'dynamodb:PutItem'),
    reader: lambda('reader'),
    writer: lambda('writer'),
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Authorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: { Ref: 'Api' },
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['oems-clients'] },
      },
    },
    ...route('Open', 'reader', { RouteKey: 'GET /open', AuthorizationType: 'NONE' }),
    ...route('Scoped', 'writer', {
      RouteKey: 'POST /scoped',
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: 'Authorizer' },
      AuthorizationScopes: ['oems/trade'],
    }),
    OpenPermission: permission('reader', '/open'),
    ScopedPermission: permission('writer', '/scoped'),
  };
}

const handler = `export const handler = async (event) => {
  console.log('running');
  return { greeting: process.env.GREETING, jwt: event.requestContext?.authorizer?.jwt };
};`;

/** The code of the stack as staged assets. Changes to a copy of `fixtureResources()` make further templates. */
export async function fixtureSynthesis(resources: Resources = fixtureResources()): Promise<Synthesis> {
  const folder = await mkdtemp(join(tmpdir(), 'oems-fixture-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const assets = new Map<string, string>();
  for (const name of ['reader', 'writer']) {
    const asset = join(folder, name);
    await mkdir(asset);
    await writeFile(join(asset, 'index.mjs'), handler);
    assets.set(`${name}.zip`, asset);
  }
  return { resources, parameters: {}, assets };
}

export async function readFixture(resources?: Resources): Promise<Deployment> {
  return readDeployment(await fixtureSynthesis(resources));
}
