import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { build } from 'esbuild';
import { sandboxParams } from '../../infra/local/stack/simulated-hosts.ts';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { accountAt } from './bench-stack.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Bundles direct-handler.ts with the AWS SDK inside, and CCXT beside the bundle as a package: CCXT does not bundle. */
export async function buildDirect(dir: string): Promise<string> {
  const outfile = join(dir, 'direct/index.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'direct-handler.ts')],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: ['ccxt'],
    logLevel: 'error',
  });
  await symlink(join(ROOT, 'node_modules'), join(dir, 'direct/node_modules'));
  return outfile;
}

/** Seals the sandbox keys of each exchange and stores them where direct-handler.ts reads them. */
export async function storeDirectKeys(env: Record<string, string>): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const at = (endpoint: string) => ({ region: 'us-east-1', credentials, endpoint });
  const kms = new KMSClient(at(env.AWS_ENDPOINT_URL_KMS ?? ''));
  const table = new DynamoDBClient(at(env.AWS_ENDPOINT_URL_DYNAMODB ?? ''));
  for (const exchange of exchangeIds) {
    const { apiKey, secret } = sandboxParams(exchange);
    const Plaintext = Buffer.from(JSON.stringify({ apiKey, secret }));
    const sealed = await kms.send(new EncryptCommand({ KeyId: env.OEMS_SECRETS_KEY_ID, Plaintext }));
    const Item = {
      pk: { S: `DIRECT#${accountAt(exchange)}` },
      sk: { S: 'KEYS' },
      sealed: { B: sealed.CiphertextBlob ?? Buffer.of() },
    };
    await table.send(new PutItemCommand({ TableName: env.OEMS_TABLE, Item }));
  }
  kms.destroy();
  table.destroy();
}
