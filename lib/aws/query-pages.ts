import { paginateQuery, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { dynamodb } from './clients.ts';
import { env } from './env.ts';
import type { Item } from './table-item.ts';

/** The items of a query, page by page. Each page is read on demand, and an empty page need not be the last. */
export async function* queryPages(query: Omit<QueryCommandInput, 'TableName'>): AsyncGenerator<Item[]> {
  for await (const { Items = [] } of paginateQuery({ client: dynamodb() }, { TableName: env.table, ...query }))
    yield Items;
}
