import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { shape } from '../../aws/stored-shape.ts';
import type { ItemKey } from '../../aws/table-item.ts';

/** The progress of a pull. `version` counts the writes; 0: never written. */
interface Cursor {
  readonly version: number;
}

/**
 * Writes the next version of a cursor, and returns that version; null when another pull has written meanwhile. An SDK retry after a lost
 * answer also reads as null.
 */
export async function saveNext<C extends Cursor>(key: ItemKey, cursor: C): Promise<C | null> {
  const next = { ...cursor, version: cursor.version + 1 };
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: { ...key, ...marshall({ shape, version: next.version, cursor: next }) },
        ConditionExpression: 'attribute_not_exists(pk) OR version = :before',
        ExpressionAttributeValues: { ':before': { N: String(cursor.version) } },
      }),
    );
    return next;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
}
