import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';

/** CCXT's `markets` and `currencies` of one exchange row, and when they were read (epoch ms). */
export interface MarketsSnapshot {
  readonly loadedAt: number;
  readonly markets: Record<string, unknown>;
  readonly currencies: Record<string, unknown>;
}

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** Below DynamoDB's 400 KB per item, with room for the attributes beside it. */
const chunkBytes = 350_000;
const keepSeconds = 7 * 24 * 3600;

const partition = (rowId: string): string => `MARKETS#${rowId}`;

/**
 * Chunks first, each under the digest of the whole; the head that names the digest last. A reader never sees a mixture:
 * a crash between the writes leaves the old head, whose chunks are still there.
 */
export const writeMarkets = async (rowId: string, snapshot: MarketsSnapshot): Promise<void> => {
  const bytes = await compress(JSON.stringify(snapshot), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const count = Math.ceil(bytes.length / chunkBytes);
  for (let index = 0; index < count; index += 1) {
    const part = bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes);
    await put(rowId, `CHUNK#${digest}#${String(index).padStart(3, '0')}`, { part });
  }
  await put(rowId, 'HEAD', { digest, count, loadedAt: snapshot.loadedAt });
};

const put = async (rowId: string, sk: string, attributes: Record<string, unknown>): Promise<void> => {
  const expiresAt = Math.floor(Date.now() / 1000) + keepSeconds;
  await dynamodb().send(
    new PutItemCommand({
      TableName: env.table,
      Item: marshall({ pk: partition(rowId), sk, expiresAt, ...attributes }),
    }),
  );
};

/** The stored snapshot, or null when there is none or it is not whole. */
export const readMarkets = async (rowId: string): Promise<MarketsSnapshot | null> => {
  const items = await readPartition(rowId);
  const head = items.find(({ sk }) => sk === 'HEAD');
  if (head === undefined) return null;
  const chunks = items
    .filter(({ sk }) => String(sk).startsWith(`CHUNK#${head.digest}#`))
    .map(({ part }) => part as Uint8Array);
  if (chunks.length !== head.count) return null;
  const bytes = Buffer.concat(chunks);
  if (createHash('sha256').update(bytes).digest('hex').slice(0, 32) !== head.digest) return null;
  return JSON.parse((await decompress(bytes)).toString('utf8')) as MarketsSnapshot;
};

const readPartition = async (rowId: string): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let start: Record<string, never> | undefined;
  do {
    const page = await dynamodb().send(
      new QueryCommand({
        TableName: env.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: partition(rowId) } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    start = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (start !== undefined);
  return items;
};
