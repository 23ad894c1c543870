import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsServer } from '../aws/aws-server.ts';
import { startDynamoDb } from '../aws/dynamodb.ts';
import { type LocalKms, startKms } from '../aws/kms.ts';
import { type LocalSqs, startSqs } from '../aws/sqs.ts';
import type { LocalQueue } from '../aws/sqs-queue.ts';
import type { LocalServer } from '../http-server.ts';
import { createTableAs } from '../stack/create-table.ts';
import type { StackSettings } from '../stack/settings.ts';
import { ADMINISTRATOR, type Enforcer } from './enforce.ts';
import { createDeployedQueues } from './feed-functions.ts';
import { ACCOUNT, REGION } from './physical-names.ts';
import type { Deployment } from './read-template.ts';

export interface EmulatedAws {
  readonly dynamodb: AwsServer;
  readonly kms: LocalKms;
  readonly sqs: LocalSqs;
  /** By ARN. */
  readonly queues: ReadonlyMap<string, LocalQueue>;
}

/** The emulated services with the table, keys and queues of the template. Each service asks the enforcer first. */
export async function startEmulatedAws(
  parts: AsyncDisposableStack,
  settings: StackSettings,
  deployment: Deployment,
  enforcer: Enforcer,
): Promise<EmulatedAws> {
  const folder = (name: string) => (settings.dataDir ? { path: join(settings.dataDir, `template-${name}`) } : {});
  const dynamodb = parts.adopt(await startDynamoDb({ ...folder('dynamodb'), guard: enforcer.dynamodb }), close);
  const kms = parts.adopt(await startKms({ ...folder('kms'), guard: enforcer.kms, accountId: ACCOUNT }), close);
  for (const { keyId, aliases } of deployment.keys) kms.ensureKey(keyId, aliases);
  await createDeployedTable(deployment, dynamodb.url);
  const queues = createDeployedQueues(deployment);
  const sqsSettings = { queues: [...queues.values()], guard: enforcer.sqs, accountId: ACCOUNT };
  return { dynamodb, kms, queues, sqs: parts.adopt(await startSqs(sqsSettings), close) };
}

async function createDeployedTable({ table }: Deployment, endpoint: string): Promise<void> {
  const credentials = { accessKeyId: ADMINISTRATOR, secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials });
  try {
    await createTableAs(client, table.definition);
  } finally {
    client.destroy();
  }
}

function close(part: Pick<LocalServer, 'close'>): Promise<void> {
  return part.close();
}
