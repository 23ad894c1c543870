import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

/**
 * dynalite writes an item and the rows of the indexes in steps: first the old rows go, then the new rows come, then the item. A
 * process that is killed in between leaves an item without a row, or a row without the item. An order that is missing in the index `pending`
 * would never be settled. DynamoDB cannot lose a row, so a kept database is mended before the first use: the items are the truth.
 */
export interface KeptDatabase {
  values(range: Range): AsyncIterable<unknown>;
  iterator(range: Range): AsyncIterable<[string, unknown]>;
  batch(changes: Change[]): Promise<void>;
}

interface Range {
  readonly gte: string;
  readonly lt: string;
}

type Change =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

interface KeptTable {
  readonly TableName: string;
  readonly GlobalSecondaryIndexes?: readonly KeptIndex[];
}

interface KeptIndex {
  readonly IndexName: string;
}

interface IndexRow {
  readonly index: string;
  readonly key: string;
  readonly item: unknown;
}

type GetIndexActions = (
  indexes: readonly KeptIndex[],
  before: undefined,
  item: unknown,
  table: KeptTable,
) => { readonly puts: readonly IndexRow[] };

/** The number of rows that were missing, or that no item had. Throws when the internals of dynalite are not the internals of 4.0. */
export async function mendIndexes(database: KeptDatabase): Promise<number> {
  const { getIndexActions } = createRequire(import.meta.url)('dynalite/db') as { getIndexActions: GetIndexActions };
  if (typeof getIndexActions !== 'function')
    throw new Error('dynalite has no db.getIndexActions: expected dynalite 4.0');
  let mended = 0;
  for await (const table of database.values(within('table')) as AsyncIterable<KeptTable>) {
    const changes = await changesOf(database, table, getIndexActions);
    if (changes.length > 0) await database.batch(changes);
    mended += changes.length;
  }
  return mended;
}

/** dynalite keeps everything in a single key space, under names that end with a tilde. */
function within(name: string): Range {
  return { gte: `${name}~`, lt: `${name}~\xff` };
}

function indexName({ TableName }: KeptTable, index: string): string {
  return `index-global~${TableName}~${index}`;
}

async function changesOf(database: KeptDatabase, table: KeptTable, rowsOf: GetIndexActions): Promise<Change[]> {
  const { GlobalSecondaryIndexes: indexes = [] } = table;
  const missing = new Map<string, unknown>();
  for await (const item of database.values(within(`item-${table.TableName}`)))
    for (const { index, key, item: row } of rowsOf(indexes, undefined, item, table).puts)
      missing.set(`${indexName(table, index)}~${key}`, row);
  const wrong: Change[] = [];
  for (const { IndexName } of indexes)
    for await (const [key, row] of database.iterator(within(indexName(table, IndexName))))
      if (isDeepStrictEqual(row, missing.get(key))) missing.delete(key);
      else if (!missing.has(key)) wrong.push({ type: 'del', key });
  return [...wrong, ...[...missing].map(([key, value]) => ({ type: 'put', key, value }) as const)];
}
