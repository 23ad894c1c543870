import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import type { AwsServer } from '../../../../infra/local/aws/aws-server.ts';
import { startDynamoDb } from '../../../../infra/local/aws/dynamodb.ts';
import { createTable } from '../../../../infra/local/stack/create-table.ts';

export type Item = Record<string, AttributeValue>;

export const TableName = 'oems';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export function connect(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

/** The table in an embedded DynamoDB for the tests of a file, with short calls. */
export function useTable() {
  let server: AwsServer;
  let client: DynamoDBClient;
  let serial = 0;

  beforeAll(async () => {
    server = await startDynamoDb();
    client = connect(server.url);
    await createTable(client, TableName);
  });

  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  return {
    get client() {
      return client;
    },
    /** A key in a new partition. */
    freshKey: (sk = 'ACCOUNT') => {
      serial += 1;
      return { pk: { S: `TENANT#t${serial}` }, sk: { S: sk } };
    },
    put: (item: Item, more: Partial<PutItemCommandInput> = {}) =>
      client.send(new PutItemCommand({ TableName, Item: item, ...more })),
    get: async (key: Item) =>
      (await client.send(new GetItemCommand({ TableName, Key: key, ConsistentRead: true }))).Item,
    query: (input: Partial<QueryCommandInput>) => client.send(new QueryCommand({ TableName, ...input })),
    update: (key: Item, expression: string, more: Partial<UpdateItemCommandInput> = {}) =>
      client.send(new UpdateItemCommand({ TableName, Key: key, UpdateExpression: expression, ...more })),
  };
}
