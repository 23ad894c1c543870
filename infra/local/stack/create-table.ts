import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { type IndexKey, type TableDefinition, table } from '../../table.ts';

type NamedTable = CreateTableCommandInput & { readonly TableName: string };

/** Creates a missing table and waits for the state ACTIVE. An existing table stays unchanged. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  await createTableAs(client, createTableInput(table, tableName));
}

/** Creates a table from an input of the DynamoDB API. */
export async function createTableAs(client: DynamoDBClient, input: NamedTable): Promise<void> {
  try {
    await client.send(new CreateTableCommand(input));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: input.TableName });
}

/** TTL is left out: DynamoDB needs a second call for TTL, and the embedded DynamoDB lacks this call. */
function createTableInput(definition: TableDefinition, tableName: string): NamedTable {
  const { partitionKey, sortKey, indexes, billing } = definition;
  const keys = [partitionKey, sortKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])];
  return {
    TableName: tableName,
    BillingMode: billing,
    AttributeDefinitions: keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keySchema(partitionKey, sortKey),
    GlobalSecondaryIndexes: indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: keySchema(index.partitionKey, index.sortKey),
      Projection: { ProjectionType: index.projection },
    })),
  };
}

function keySchema(partitionKey: IndexKey, sortKey: IndexKey): CreateTableCommandInput['KeySchema'] {
  return [
    { AttributeName: partitionKey.name, KeyType: 'HASH' },
    { AttributeName: sortKey.name, KeyType: 'RANGE' },
  ];
}

/** A client with the identity of the functions. */
export function tableClient(env: Readonly<Record<string, string>>, endpoint: string): DynamoDBClient {
  const { AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = env;
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
  return new DynamoDBClient({ endpoint, region: AWS_REGION, credentials });
}
