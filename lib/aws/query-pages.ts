import { type AttributeValue, paginateQuery, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { dynamodb } from './clients.ts';
import { env } from './env.ts';

/** The items of a query, page by page. Each page is read on demand, and an empty page need not be the last. */
export async function* queryPages(
  query: Omit<QueryCommandInput, 'TableName'>,
): AsyncGenerator<Record<string, AttributeValue>[]> {
  for await (const { Items = [] } of paginateQuery({ client: dynamodb() }, { TableName: env.table, ...query }))
    yield Items;
}
