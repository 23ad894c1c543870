import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { everyOption, flat, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();

describe('the template', () => {
  it('a second synthesis gives the same template', () => {
    expect(synthesize({}, 'again').text).toBe(dev.text);
  });

  it('the template is far below the limits of CloudFormation', () => {
    expect(Object.keys(dev.template.Resources).length).toBeLessThan(470);
    expect(dev.text.length).toBeLessThan(900_000);
  });

  it('cdk.json synthesizes the same template', () => {
    expect(JSON.parse(readFileSync('cdk.json', 'utf8'))).toMatchObject({ app: 'node infra/aws/app.ts' });
  });

  it('the outputs name the API address and the way to the first token', () => {
    expect(Object.keys(dev.template.Outputs).toSorted()).toEqual([
      'AlarmTopic',
      'ApiUrl',
      'ClientSecretCommand',
      'Clients',
      'GuardedOptions',
      'TokenCommand',
      'TokenUrl',
    ]);
    expect(flat(dev.template.Outputs.TokenCommand?.Value)).toMatch(/^curl .*grant_type=client_credentials https:/);
    expect(dev.text).not.toMatch(/ClientSecret"/);
  });

  it('a custom domain is the address of callers, and an output names where the domain must point', () => {
    const { Outputs } = synthesize(everyOption).template;
    const domain = theOnly(synthesize(everyOption), 'AWS::ApiGatewayV2::DomainName').Properties;
    expect(domain.DomainName).toBe('api.example.com');
    expect(flat(Outputs.ApiUrl?.Value)).toMatch(/^https:\/\/apidomain/);
    expect(Object.keys(Outputs)).toEqual(
      expect.arrayContaining(['ApiUrl', 'AlarmTopic', 'DomainTarget', 'EgressIp', 'GuardedOptions']),
    );
  });

  it('the stack has the tags of the stage, which CloudFormation gives to each resource, and every role its boundary', () => {
    const every = synthesize(everyOption);
    expect(every.tags).toEqual({ application: 'oems', stage: 'prod', 'cost-center': '42' });
    const boundaries = resourcesOf(every, 'AWS::IAM::Role').map(([, { Properties }]) => Properties.PermissionsBoundary);
    expect(new Set(boundaries)).toEqual(new Set([everyOption.permissionsBoundaryArn]));
  });

  /** A new logical id of such a resource is a new, empty resource: the table, the keys or the clients would be gone. */
  it('the logical ids of all that holds state are pinned', () => {
    const state = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient'];
    const more = ['AWS::Cognito::UserPoolDomain', 'AWS::Cognito::UserPoolResourceServer', 'AWS::SQS::Queue'];
    const ids = [...state, ...more].flatMap((type) => resourcesOf(dev, type).map(([id]) => id));
    // Every period requests the pulls of an exchange again: a new queue of pulls loses nothing.
    expect(ids.filter((id) => !/^pulls(?!deadletters)/.test(id))).toEqual([
      ...['storagetableBF1AA700', 'storagetablekey989BA023', 'secretskey29381DD2'],
      ...['identitypool73639F7A', 'identitypoolclientdeveloperA96C6657', 'identitypooldomainABF34BE9'],
      ...['identitypoolresourceserverB8633DFC', 'identitypooltenants2F9C4667'],
      ...['pullsdeadletters1CEFEB40', 'jobsdeadlettersBB2C18A4'],
    ]);
    expect(resourcesOf(synthesize(everyOption), 'AWS::EC2::EIP').map(([id]) => id)).toEqual(['networkaddress9CA4EAAD']);
  });
});
