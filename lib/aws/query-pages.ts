import { type AttributeValue, paginateQuery, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { dynamodb } from './clients.ts';
import { env } from './env.ts';

/** The table's items that a query finds, page by page, each read when it is asked for. A page may be empty and not the last. */
export async function* queryPages(
  query: Omit<QueryCommandInput, 'TableName'>,
): AsyncGenerator<Record<string, AttributeValue>[]> {
  for await (const { Items = [] } of paginateQuery({ client: dynamodb() }, { TableName: env.table, ...query }))
    yield Items;
}
