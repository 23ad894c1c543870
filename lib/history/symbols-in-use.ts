import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import type { BookRow } from '../exchanges/books.ts';
import type { RowId } from '../exchanges/exchanges.ts';

/** A symbol whose funding somebody pays or receives; its published rates are pulled once, not once for each of them. */
export interface SymbolInUse {
  readonly exchange: RowId;
  readonly symbol: string;
}

const partition = 'RATES#SYMBOLS';
/** What this container has written down already. */
const noted = new Set<string>();

/** Notes the symbols of new funding rows. */
export const useSymbols = async (
  exchange: RowId,
  rows: readonly BookRow[],
  recent: Readonly<Record<string, string>>,
): Promise<void> => {
  const fresh = rows.filter(({ id, kind }) => kind === 'funding' && recent[id] === undefined);
  for (const symbol of new Set(fresh.flatMap((row) => row.symbol ?? []))) {
    const sk = `${exchange}#${symbol}`;
    if (noted.has(sk)) continue;
    const entry: SymbolInUse = { exchange, symbol };
    await dynamodb().send(
      new PutItemCommand({ TableName: env.table, Item: marshall({ pk: partition, sk, ...entry }) }),
    );
    noted.add(sk);
  }
};

export const symbolsInUse = async (): Promise<SymbolInUse[]> => {
  const found: SymbolInUse[] = [];
  let start: Record<string, never> | undefined;
  do {
    const page = await dynamodb().send(
      new QueryCommand({
        TableName: env.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: partition } },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of page.Items ?? []) {
      const { exchange, symbol } = unmarshall(item);
      found.push({ exchange, symbol });
    }
    start = page.LastEvaluatedKey as typeof start;
  } while (start !== undefined);
  return found;
};

/** Forgets what this container has noted, as a cold start would. */
export const forgetNotedSymbols = (): void => noted.clear();
