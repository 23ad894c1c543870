import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import type { AwsServer } from '../../../infra/local/aws/aws-server.ts';
import { startDynamoDb } from '../../../infra/local/aws/dynamodb.ts';
import { createTable } from '../../../infra/local/stack/create-table.ts';
import { askServerDirectly } from './direct-handler.ts';

/** The embedded DynamoDB behind the product's own client, found through the environment as in a function, and asked without a connection unless `over` says so. */
export function useEmbeddedTable(over: 'http' | 'memory' = 'memory'): { readonly server: () => AwsServer } {
  let server: AwsServer | undefined;
  let restore: (() => void) | undefined;
  beforeAll(async () => {
    server = await startDynamoDb();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: server.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      OEMS_TABLE: 'oems',
    });
    const client = new DynamoDBClient({});
    if (over === 'memory') restore = askServerDirectly(server, client);
    await createTable(client, 'oems');
    client.destroy();
  });
  afterAll(async () => {
    restore?.();
    await server?.close();
  });
  return {
    server: () => {
      if (server === undefined) throw new Error('the table has not started');
      return server;
    },
  };
}
