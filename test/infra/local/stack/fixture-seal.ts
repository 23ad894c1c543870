/** A function that uses claims, DynamoDB and KMS through the SDK clients, as the real functions do. */
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';

const dynamodb = new DynamoDBClient();
const kms = new KMSClient();
const TableName = process.env.OEMS_TABLE;
const KeyId = process.env.OEMS_SECRETS_KEY_ID;

export async function handler(event: APIGatewayProxyEventV2WithJWTAuthorizer) {
  const tenant = String(event.requestContext.authorizer.jwt.claims[process.env.OEMS_TENANT_CLAIM ?? '']);
  const pk = { S: `TENANT#${tenant}` };
  const EncryptionContext = { tenant };
  if (event.headers['x-read-only'] === undefined) {
    const Plaintext = Buffer.from(event.body ?? '');
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }));
    const Item = { pk, sk: { S: 'SEAL' }, blob: { B: CiphertextBlob ?? new Uint8Array() } };
    await dynamodb.send(new PutItemCommand({ TableName, Item }));
  }
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key: { pk, sk: { S: 'SEAL' } } }));
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob: Item?.blob?.B, EncryptionContext }));
  const body = JSON.stringify({ tenant, opened: Buffer.from(opened.Plaintext ?? []).toString() });
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
}
