import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import type { MarketName } from '../exchanges/exchanges.ts';

/** CCXT's `markets` and `currencies` of one market, and when they were read (epoch ms). */
export interface MarketsSnapshot {
  readonly loadedAt: number;
  readonly markets: Record<string, unknown>;
  readonly currencies: Record<string, unknown>;
}

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** Below DynamoDB's 400 KB per item, with room for the attributes beside it. */
const partBytes = 350_000;
const keepSeconds = 7 * 24 * 3600;

function partition({ exchange, marketType }: MarketName): string {
  return `MARKETS#${exchange}#${marketType}`;
}

/**
 * The head item holds the first part, so that most lists cost one read; further parts lie beside it under the digest of the whole.
 * The head is written last: a crash before it leaves the old head, whose parts are still there, and a reader never sees a mixture.
 */
export async function writeMarkets(market: MarketName, snapshot: MarketsSnapshot): Promise<void> {
  const bytes = await compress(JSON.stringify(snapshot), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  const digest = digestOf(bytes);
  const parts = Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, index) =>
    bytes.subarray(index * partBytes, (index + 1) * partBytes),
  );
  for (const [index, part] of parts.entries()) if (index > 0) await put(market, partKey(digest, index), { part });
  await put(market, headKey, { digest, count: parts.length, loadedAt: snapshot.loadedAt, part: parts[0] });
}

const headKey = 'HEAD';
function partKey(digest: string, index: number): string {
  return `PART#${digest}#${String(index).padStart(3, '0')}`;
}
function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

async function put(market: MarketName, sk: string, attributes: Record<string, unknown>): Promise<void> {
  const expiresAt = Math.floor(Date.now() / 1000) + keepSeconds;
  await dynamodb().send(
    new PutItemCommand({
      TableName: env.table,
      Item: marshall({ pk: partition(market), sk, expiresAt, ...attributes }),
    }),
  );
}

/** The stored snapshot, or null when there is none or it is not whole. */
export async function readMarkets(market: MarketName): Promise<MarketsSnapshot | null> {
  const { Item } = await dynamodb().send(
    new GetItemCommand({
      TableName: env.table,
      Key: marshall({ pk: partition(market), sk: headKey }),
      ConsistentRead: true,
    }),
  );
  const head = Item === undefined ? {} : unmarshall(Item);
  if (typeof head.digest !== 'string' || !(head.part instanceof Uint8Array)) return null;
  const rest = Number(head.count) > 1 ? await readParts(market, head.digest) : [];
  const bytes = Buffer.concat([head.part, ...rest]);
  if (digestOf(bytes) !== head.digest) return null;
  return JSON.parse((await decompress(bytes)).toString('utf8')) as MarketsSnapshot;
}

async function readParts(market: MarketName, digest: string): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  const pages = queryPages({
    // Parts of earlier snapshots stay until they expire; only this one's are read.
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :digest)',
    ExpressionAttributeValues: marshall({ ':pk': partition(market), ':digest': `PART#${digest}#` }),
    ConsistentRead: true,
  });
  for await (const items of pages) parts.push(...items.map((item) => unmarshall(item).part as Uint8Array));
  return parts;
}
