import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item of the table, as DynamoDB spells its attributes. */
export type Item = Record<string, AttributeValue>;

/** The primary key of an item. */
export type ItemKey = Record<'pk' | 'sk', { readonly S: string }>;
