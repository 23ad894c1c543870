import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { shape } from '../../aws/stored-shape.ts';
import type { Item, ItemKey } from '../../aws/table-item.ts';

/** A fact of a time (epoch ms), and attributes beside the fact. */
export interface Fact {
  readonly at: number;
  readonly content: Readonly<Record<string, unknown>>;
  readonly beside?: Item;
}

/** Stores a fact once: an item that is there stays. Returns that item; null: stored now. */
export async function putOnce(key: ItemKey, { at, content, beside = {} }: Fact): Promise<Item | null> {
  try {
    await dynamodb().send(
      new PutItemCommand({
        TableName: env.table,
        Item: { ...key, ...marshall({ shape, ...content, ...expiryOf(at) }), ...beside },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return null;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException && error.Item !== undefined) return error.Item;
    throw error;
  }
}

/** When a fact may leave the table, in seconds; none where ledgers are kept for ever. */
function expiryOf(at: number): { readonly expiresAt?: number } {
  const days = env.ledgerRetentionDays;
  return days === null ? {} : { expiresAt: Math.ceil(at / 1000) + days * 86_400 };
}
