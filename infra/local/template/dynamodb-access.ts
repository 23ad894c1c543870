import type { AwsRequest } from '../aws/aws-server.ts';
import { contextOf, type RequestContext } from './iam-conditions.ts';
import type { Access } from './iam-policy.ts';
import { arn } from './physical-names.ts';
import type { DeployedTable } from './read-storage.ts';

type AttributeValue = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, AttributeValue>>;

/** The parts of a request that name tables, indexes and items. */
interface Input {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
  readonly Select?: string;
  readonly ReturnValues?: string;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Item[] } | readonly WriteRequest[]>>;
}

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

/** Reads the tables, indexes and partition keys that a request accesses. */
type Reader = (
  input: Input,
  partitionKey: (index?: string) => string,
) => { table: string; index?: string; keys?: string[] }[];

function ofItem(part: 'Key' | 'Item'): Reader {
  return (input, partitionKey) => [{ table: input.TableName ?? '', keys: textsOf([input[part]?.[partitionKey()]]) }];
}

/** A scan reads every partition and names no key. */
const ofScan: Reader = ({ TableName = '', IndexName }) => [
  { table: TableName, ...(IndexName ? { index: IndexName } : {}) },
];

/** On an index, the leading key is the partition key of the index. */
const ofQuery: Reader = (input, partitionKey) => {
  const { TableName = '', IndexName } = input;
  const keys = textsOf([queriedPartition(input, partitionKey(IndexName))]);
  return [{ table: TableName, keys, ...(IndexName ? { index: IndexName } : {}) }];
};

/** Every key of a batch counts: a single denied key refuses the whole request. */
const ofBatch: Reader = ({ RequestItems = {} }, partitionKey) =>
  Object.entries(RequestItems).map(([table, requests]) => {
    const items = isWrites(requests) ? requests.map(writtenItem) : (requests.Keys ?? []);
    return { table, keys: textsOf(items.map((item) => item?.[partitionKey()])) };
  });

function isWrites(requests: object): requests is readonly WriteRequest[] {
  return Array.isArray(requests);
}
function writtenItem({ PutRequest, DeleteRequest }: WriteRequest): Item | undefined {
  return PutRequest?.Item ?? DeleteRequest?.Key;
}

const readers: Readonly<Record<string, Reader>> = {
  BatchGetItem: ofBatch,
  BatchWriteItem: ofBatch,
  DeleteItem: ofItem('Key'),
  GetItem: ofItem('Key'),
  PutItem: ofItem('Item'),
  Query: ofQuery,
  Scan: ofScan,
  UpdateItem: ofItem('Key'),
};

/**
 * The accesses that a data request needs, an entry per table. Undefined for an operation outside this list
 * (transactions, PartiQL, table administration).
 */
export function dynamodbAccesses({ operation, body }: AwsRequest, { definition }: DeployedTable): Access[] | undefined {
  const reader = readers[operation];
  const input = reader && parse(body);
  if (reader === undefined || input === undefined) return undefined;
  const partitionKey = (index?: string): string => {
    const { KeySchema } = definition.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index) ?? definition;
    return KeySchema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
  };
  return reader(input, partitionKey).map(({ table, index, keys = [] }) => ({
    action: `dynamodb:${operation}`,
    resource: arn(
      'dynamodb',
      `table/${table.replace(/^.*table\//, '')}${index === undefined ? '' : `/index/${index}`}`,
    ),
    context: contextFor(input, keys),
  }));
}

/** ForAllValues holds for a missing condition key, so a request without keys leaves the key out. */
function contextFor({ Select, ReturnValues }: Input, keys: readonly string[]): RequestContext {
  return contextOf({
    'dynamodb:LeadingKeys': keys.length === 0 ? undefined : keys,
    'dynamodb:Select': Select,
    'dynamodb:ReturnValues': ReturnValues,
  });
}

/** Reads `pk = :pk AND …`. The attribute name may be a placeholder. */
function queriedPartition(input: Input, partitionKey: string): AttributeValue | undefined {
  const { KeyConditionExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = input;
  for (const [, name = '', value = ''] of KeyConditionExpression.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)) {
    if ((ExpressionAttributeNames[name] ?? name) === partitionKey) return ExpressionAttributeValues[value];
  }
  return undefined;
}

function textsOf(values: readonly (AttributeValue | undefined)[]): string[] {
  return values.flatMap((value) => (value === undefined ? [] : [String(value.S ?? value.N ?? value.B)]));
}

function parse(body: Buffer): Input | undefined {
  try {
    return JSON.parse(body.toString()) as Input;
  } catch {
    return undefined;
  }
}
