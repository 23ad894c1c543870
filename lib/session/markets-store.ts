import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, brotliDecompress, brotliDecompressSync, constants } from 'node:zlib';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { settleAll } from '../aws/all-to-the-end.ts';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import type { MarketName } from '../exchanges/exchanges.ts';
import type { AssetNames, Catalogue, Market } from '../exchanges/model/market.ts';

/**
 * The table keeps the catalogue of a market three times. Lists and unknown symbols read the whole catalogue. An order reads one bucket of
 * symbols instead of eleven hundred markets. Balances read the names of assets.
 */

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);
const compression = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Below DynamoDB's 400 KB per item, with room for the remaining attributes. */
const partBytes = 350_000;
const keepSeconds = 7 * 24 * 3600;
/** Of eleven hundred markets a bucket holds seventeen: 1 KB compressed. */
const bucketCount = 64;
/**
 * A catalogue of a different shape counts as not stored: the next caller loads it again. Catalogues of shape 1 had one market a symbol by
 * chance, where the exchange listed two. Shape 2 called two coins of Kraken by the names of other coins.
 */
const catalogueShape = 3;
const writesAtOnce = 16;

/** A value with the time of loading. */
export interface Dated<T> {
  /** Epoch ms. */
  readonly loadedAt: number;
  readonly value: T;
}

/** The bucket that a symbol lies in. */
export function bucketOf(symbol: string): string {
  const hash = createHash('sha256').update(symbol).digest().readUInt32BE();
  return `BUCKET#${String(hash % bucketCount).padStart(2, '0')}`;
}

/**
 * Buckets and assets are written first, the whole catalogue last. The head item holds the first part, so most catalogues cost one read;
 * further parts lie under the digest of the whole. A crash before the head leaves the old head with all its parts: a reader never sees a
 * mixture.
 */
export async function writeCatalogue(market: MarketName, catalogue: Catalogue): Promise<void> {
  const { loadedAt, assets, codesByAlias } = catalogue;
  const small = [...bucketsIn(catalogue), ['ASSETS', { assets, codesByAlias }] as const];
  for (let from = 0; from < small.length; from += writesAtOnce)
    await settleAll(
      small.slice(from, from + writesAtOnce).map(([sk, value]) => put(market, sk, compact(loadedAt, value))),
    );
  const bytes = await compress(JSON.stringify(catalogue), compression);
  const digest = digestOf(bytes);
  const parts = Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, index) =>
    bytes.subarray(index * partBytes, (index + 1) * partBytes),
  );
  for (const [index, part] of parts.entries()) if (index > 0) await put(market, partKey(digest, index), { part });
  await put(market, headKey, { digest, count: parts.length, loadedAt, part: parts[0] });
}

function compact(loadedAt: number, value: unknown) {
  return { loadedAt, part: brotliCompressSync(JSON.stringify(value), compression) };
}

/** Every bucket is written, the empty ones too: an old one would go on telling of markets that are gone. */
function bucketsIn({ markets }: Catalogue): [string, Market[]][] {
  const buckets = new Map<string, Market[]>();
  for (let index = 0; index < bucketCount; index += 1) buckets.set(`BUCKET#${String(index).padStart(2, '0')}`, []);
  for (const each of markets) buckets.get(bucketOf(each.symbol))?.push(each);
  return [...buckets];
}

const headKey = 'HEAD';
function partKey(digest: string, index: number): string {
  return `PART#${digest}#${String(index).padStart(3, '0')}`;
}
function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

function partition({ exchange, marketType }: MarketName): string {
  return `MARKETS#${exchange}#${marketType}`;
}

async function put(market: MarketName, sk: string, attributes: Record<string, unknown>): Promise<void> {
  const expiresAt = Math.floor(Date.now() / 1000) + keepSeconds;
  const Item = marshall({ pk: partition(market), sk, shape: catalogueShape, expiresAt, ...attributes });
  await dynamodb().send(new PutItemCommand({ TableName: env.table, Item }));
}

async function get(market: MarketName, sk: string): Promise<Record<string, unknown> | null> {
  const Key = marshall({ pk: partition(market), sk });
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: env.table, Key, ConsistentRead: true }));
  return Item?.shape?.N === String(catalogueShape) ? unmarshall(Item) : null;
}

/** The stored catalogue, or null when there is none or it is not whole. */
export async function readCatalogue(market: MarketName): Promise<Catalogue | null> {
  const head = await get(market, headKey);
  if (head === null || typeof head.digest !== 'string' || !(head.part instanceof Uint8Array)) return null;
  const rest = Number(head.count) > 1 ? await readParts(market, head.digest) : [];
  const bytes = Buffer.concat([head.part, ...rest]);
  if (digestOf(bytes) !== head.digest) return null;
  return JSON.parse((await decompress(bytes)).toString('utf8')) as Catalogue;
}

async function readParts(market: MarketName, digest: string): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  const pages = queryPages({
    // Parts of earlier catalogues stay until they expire; only the parts of this one are read.
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :digest)',
    ExpressionAttributeValues: marshall({ ':pk': partition(market), ':digest': `PART#${digest}#` }),
    ConsistentRead: true,
  });
  for await (const items of pages) parts.push(...items.map((item) => unmarshall(item).part as Uint8Array));
  return parts;
}

/** The stored markets of the symbol's bucket; null when there are none. */
export function readBucket(market: MarketName, symbol: string): Promise<Dated<readonly Market[]> | null> {
  return readSmall(market, bucketOf(symbol));
}

/** The stored names of assets; null when there are none. */
export function readAssets(market: MarketName): Promise<Dated<AssetNames> | null> {
  return readSmall(market, 'ASSETS');
}

async function readSmall<T>(market: MarketName, sk: string): Promise<Dated<T> | null> {
  const item = await get(market, sk);
  if (item === null || !(item.part instanceof Uint8Array)) return null;
  return { loadedAt: Number(item.loadedAt), value: JSON.parse(brotliDecompressSync(item.part).toString('utf8')) as T };
}
