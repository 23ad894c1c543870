import { Aws } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { AccountRootPrincipal, AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { type IndexKey, type TableDefinition, table as tableDefinition } from '../table.ts';
import { keepsData, keyPendingWindowOf, removalPolicyOf } from './lifetime.ts';
import { keyAdministration } from './secrets-key.ts';
import type { DeployOptions } from './stage.ts';

/** The table of infra/table.ts under a separate key: the right to read the table does not open exchange keys. */
export function createTable(scope: Construct, options: DeployOptions): Table {
  const storage = new Construct(scope, 'storage');
  const definition: TableDefinition = tableDefinition;
  const table = new Table(storage, 'table', {
    partitionKey: attribute(definition.partitionKey),
    sortKey: attribute(definition.sortKey),
    billingMode: BillingMode[definition.billing],
    timeToLiveAttribute: definition.ttlAttribute,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: keepsData(options),
    ...limitsOf(options, 1),
    removalPolicy: removalPolicyOf(options),
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: createTableKey(storage, options),
  });
  for (const index of definition.indexes) {
    table.addGlobalSecondaryIndex({
      indexName: index.name,
      partitionKey: attribute(index.partitionKey),
      sortKey: attribute(index.sortKey),
      projectionType: ProjectionType[index.projection],
      ...limitsOf(options, 2),
    });
  }
  return table;
}

/**
 * The table of the functions: the table of the stack, or a table that was restored from its backup. A restore always makes a new table, with the
 * same indexes and under the same key. The table of the stack stays as it is: the state from before the accident, and the way back.
 */
export function usedTable(scope: Construct, own: Table, { tableName }: DeployOptions): ITable {
  // Under exactOptionalPropertyTypes, the class of CDK does not fit the interface of CDK.
  if (tableName === null) return own as ITable;
  const { encryptionKey } = own;
  return Table.fromTableAttributes(scope, 'restored-table', {
    tableName,
    globalIndexes: tableDefinition.indexes.map(({ name }) => name),
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
  });
}

/** A write of the table that moves an item in an index is two writes there, and an index at its limit stops the writes of the table. */
function limitsOf({ maxReadRequestUnits, maxWriteRequestUnits }: DeployOptions, indexWrites: 1 | 2) {
  return {
    ...(maxReadRequestUnits === null ? {} : { maxReadRequestUnits }),
    ...(maxWriteRequestUnits === null ? {} : { maxWriteRequestUnits: maxWriteRequestUnits * indexWrites }),
  };
}

function attribute({ name, type }: IndexKey) {
  return {
    name,
    type: type === 'S' ? AttributeType.STRING : AttributeType.NUMBER,
  };
}

/**
 * DynamoDB uses the key in the name of the caller, so every function would need kms:Decrypt in addition to the rights
 * on the table. Instead, the key policy gives the right to all callers of this AWS account, but only through
 * DynamoDB: no caller can use the key in a direct call to KMS. The actions are the minimum for DynamoDB (DynamoDB
 * developer guide, "Authorizing use of a customer managed key").
 */
function createTableKey(scope: Construct, options: DeployOptions): Key {
  const throughDynamoDb = new PolicyStatement({
    sid: 'OnlyThroughDynamoDb',
    principals: [new AnyPrincipal()],
    actions: [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:DescribeKey',
      'kms:CreateGrant',
    ],
    resources: ['*'],
    conditions: {
      StringEquals: {
        'kms:ViaService': `dynamodb.${Aws.REGION}.amazonaws.com`,
        'kms:CallerAccount': Aws.ACCOUNT_ID,
      },
    },
  });
  return new Key(scope, 'table-key', {
    description: `OEMS ${options.stage}: the table at rest`,
    enableKeyRotation: true,
    pendingWindow: keyPendingWindowOf(options),
    removalPolicy: removalPolicyOf(options),
    policy: new PolicyDocument({ statements: [keyAdministration(new AccountRootPrincipal()), throughDynamoDb] }),
  });
}
