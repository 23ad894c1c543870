import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsServer } from '../../../../infra/local/aws/aws-server.ts';
import { startDynamoDb } from '../../../../infra/local/aws/dynamodb.ts';
import { type LocalKms, startKms } from '../../../../infra/local/aws/kms.ts';
import { createTableAs } from '../../../../infra/local/stack/create-table.ts';
import {
  ADMINISTRATOR,
  createEnforcer,
  type Enforcer,
  type Refusal,
} from '../../../../infra/local/template/enforce.ts';
import type { Deployment } from '../../../../infra/local/template/read-template.ts';
import { readFixture } from './fixture-template.ts';

let deployment: Deployment;
let enforcer: Enforcer;
let dynamodb: AwsServer;
let kms: LocalKms;
const refusals: Refusal[] = [];

function signedBy(accessKeyId: string) {
  return {
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
    maxAttempts: 1,
  };
}
function tableAs(name: string) {
  return new DynamoDBClient({ ...signedBy(name), endpoint: dynamodb.url });
}
function kmsAs(name: string) {
  return new KMSClient({ ...signedBy(name), endpoint: kms.url });
}

beforeAll(async () => {
  deployment = await readFixture();
  enforcer = createEnforcer(deployment, (refusal) => refusals.push(refusal));
  dynamodb = await startDynamoDb({ guard: enforcer.dynamodb });
  kms = await startKms({ guard: enforcer.kms, accountId: '123456789012' });
  for (const { keyId, aliases } of deployment.keys) kms.ensureKey(keyId, aliases);
  await createTableAs(tableAs(ADMINISTRATOR), deployment.table.definition);
});

afterAll(() => Promise.all([dynamodb?.close(), kms?.close()]));

beforeEach(() => {
  refusals.length = 0;
  enforcer.use(deployment.policies);
});

function item(pk: string) {
  return { pk: { S: pk }, sk: { S: 'x' } };
}
function put(who: string, pk: string) {
  return tableAs(who).send(new PutItemCommand({ TableName: 'items', Item: item(pk) }));
}
function get(who: string, pk: string) {
  return tableAs(who).send(new GetItemCommand({ TableName: 'items', Key: item(pk) }));
}

function denied(
  action: string,
  resource: string,
  role: string,
  session: string,
  why = 'because no identity-based policy',
) {
  return {
    name: 'AccessDeniedException',
    $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    message: expect.stringContaining(
      `User: arn:aws:sts::123456789012:assumed-role/${role}/${session} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
    ),
  };
}
const table = 'arn:aws:dynamodb:us-east-1:123456789012:table/items';

describe('enforcement on the table', () => {
  it('a function can do what the role allows, on the allowed items', async () => {
    await put('writer', 'ORDER#1');
    await expect(get('reader', 'ORDER#1')).resolves.toMatchObject({ Item: item('ORDER#1') });
    expect(refusals).toEqual([]);
  });

  it('an action without a grant is refused with the text of AWS and is not applied', async () => {
    await expect(put('reader', 'ORDER#2')).rejects.toMatchObject(
      denied('dynamodb:PutItem', table, 'reader-role', 'reader'),
    );
    await expect(get('reader', 'ORDER#2')).resolves.not.toHaveProperty('Item');
    expect(refusals).toMatchObject([{ session: 'reader', action: 'dynamodb:PutItem', resource: table }]);
  });

  it('items without a grant are refused, and so is a scan', async () => {
    await expect(get('reader', 'ACCOUNT#1')).rejects.toMatchObject(
      denied('dynamodb:GetItem', table, 'reader-role', 'reader'),
    );
    const scan = tableAs('reader').send(new ScanCommand({ TableName: 'items' }));
    await expect(scan).rejects.toMatchObject(denied('dynamodb:Scan', table, 'reader-role', 'reader'));
  });

  it('a caller that is not a function of the template is refused', async () => {
    await expect(get('stranger', 'ORDER#1')).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  it('DynamoDB uses the table key in the name of the caller', async () => {
    const [tableKey = ''] = [deployment.table.keyArn];
    const resource = new Map(deployment.policies.resource);
    resource.delete(tableKey);
    enforcer.use({ ...deployment.policies, resource });
    await expect(get('reader', 'ORDER#1')).rejects.toMatchObject({
      message: expect.stringMatching(
        /^KMS key access denied error: User: .*reader is not authorized to perform: kms:Decrypt/,
      ),
    });
  });

  it('new policies take effect at once', async () => {
    enforcer.use({ ...deployment.policies, identity: new Map() });
    await expect(get('reader', 'ORDER#1')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    enforcer.use(deployment.policies);
    await expect(get('reader', 'ORDER#1')).resolves.toBeDefined();
  });
});

describe('enforcement on the secrets key', () => {
  const EncryptionContext = { app: 'oems', tenant: 't', account: 'a' };
  const seal = (who: string, context: Record<string, string>, KeyId = 'alias/secrets') =>
    kmsAs(who).send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext: context }));

  it('the key works by id, ARN and alias for a role that the key policy allows', async () => {
    const { keyId = '', arn = '' } = deployment.keys.find(({ aliases }) => aliases.length > 0) ?? {};
    for (const name of ['alias/secrets', keyId, arn, 'arn:aws:kms:us-east-1:123456789012:alias/secrets']) {
      await expect(seal('writer', EncryptionContext, name)).resolves.toMatchObject({ KeyId: arn });
    }
  });

  it('the key opens only for named roles, with and without a key id in the request', async () => {
    const { CiphertextBlob } = await seal('writer', EncryptionContext);
    const open = (who: string, more: object = {}) =>
      kmsAs(who).send(new DecryptCommand({ CiphertextBlob, EncryptionContext, ...more }));
    await expect(open('reader')).resolves.toBeDefined();
    await expect(open('writer')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/kms:Decrypt/),
    });
    await expect(open('writer', { KeyId: 'alias/secrets' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('a call without the demanded encryption context is refused by an explicit deny', async () => {
    await expect(seal('writer', { app: 'oems', account: 'a' })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('with an explicit deny in a resource-based policy'),
    });
  });
});
