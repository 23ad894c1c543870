import type { CreateTableCommandInput, GlobalSecondaryIndex } from '@aws-sdk/client-dynamodb';
import type { Resolver, Resource } from './intrinsics.ts';
import { assertKnown, assertOneOf, problem, textOf } from './known-properties.ts';

/** The table of the template. */
export interface DeployedTable {
  readonly arn: string;
  /** Without TTL and point-in-time recovery: the embedded DynamoDB lacks both. */
  readonly definition: CreateTableCommandInput & { readonly TableName: string };
  /** ARN of the KMS key for encryption at rest; undefined for the key of DynamoDB. */
  readonly keyArn: string | undefined;
}

export interface DeployedKey {
  readonly keyId: string;
  readonly arn: string;
  /** `alias/<name>` */
  readonly aliases: readonly string[];
}

const TABLE = [
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'KeySchema',
  'SSESpecification',
  'TableName',
];
const TABLE_WITHOUT_EFFECT = [
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'PointInTimeRecoverySpecification',
  'Tags',
  'TimeToLiveSpecification',
];

/** Throws unless the template has exactly one table: the functions use a single table. */
export function readTable(resolver: Resolver): DeployedTable {
  const [table, second] = resolver.resources('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable');
  if (table === undefined) throw new Error('the template has no table');
  if (second !== undefined) throw problem(second, '', 'a second table is not understood');
  assertKnown(table, TABLE, TABLE_WITHOUT_EFFECT);
  assertOneOf(table, 'BillingMode', 'PAY_PER_REQUEST');
  const { ref: TableName, attributes } = resolver.physical(table.logicalId);
  const { SSEEnabled, KMSMasterKeyId } = (table.property('SSESpecification') ?? {}) as Record<string, unknown>;
  const indexes = table.property('GlobalSecondaryIndexes');
  return {
    arn: attributes.Arn ?? '',
    keyArn: SSEEnabled === true && KMSMasterKeyId !== undefined ? String(KMSMasterKeyId) : undefined,
    definition: {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: listAt(table, 'AttributeDefinitions'),
      KeySchema: listAt(table, 'KeySchema'),
      ...(indexes === undefined ? {} : { GlobalSecondaryIndexes: indexesOf(table) }),
    },
  };
}

/** A limit of requests has no effect on a single machine. */
function indexesOf(table: Resource): GlobalSecondaryIndex[] {
  const indexes = listAt<GlobalSecondaryIndex>(table, 'GlobalSecondaryIndexes');
  return indexes.map(({ OnDemandThroughput: _limit, ...index }) => index);
}

/** CloudFormation and the DynamoDB API use the same lists. The DynamoDB API checks the entries. */
function listAt<T>(table: Resource, property: string): T[] {
  const value = table.property(property);
  if (Array.isArray(value)) return value;
  throw problem(table, property, 'expected a list');
}

const KEY = ['KeyPolicy'];
const KEY_WITHOUT_EFFECT = ['Description', 'EnableKeyRotation', 'PendingWindowInDays', 'RotationPeriodInDays', 'Tags'];

export function readKeys(resolver: Resolver): DeployedKey[] {
  const aliases = resolver.resources('AWS::KMS::Alias').map((alias) => {
    assertKnown(alias, ['AliasName', 'TargetKeyId']);
    return { name: textOf(alias, 'AliasName'), target: textOf(alias, 'TargetKeyId') };
  });
  return resolver.resources('AWS::KMS::Key').map((key) => {
    assertKnown(key, KEY, KEY_WITHOUT_EFFECT);
    const { ref: keyId, attributes } = resolver.physical(key.logicalId);
    const arn = attributes.Arn ?? '';
    const own = aliases.filter(({ target }) => target === keyId || target === arn);
    return { keyId, arn, aliases: own.map(({ name }) => name) };
  });
}
