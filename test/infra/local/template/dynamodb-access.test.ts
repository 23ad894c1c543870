import { describe, expect, it } from 'vitest';
import type { AwsRequest } from '../../../../infra/local/aws/aws-server.ts';
import { dynamodbAccesses } from '../../../../infra/local/template/dynamodb-access.ts';
import type { DeployedTable } from '../../../../infra/local/template/read-storage.ts';

const arn = 'arn:aws:dynamodb:us-east-1:123456789012:table/oems';
function keySchema(name: string) {
  return [
    { AttributeName: name, KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ];
}
const table: DeployedTable = {
  arn,
  keyArn: undefined,
  definition: {
    TableName: 'oems',
    AttributeDefinitions: [],
    KeySchema: keySchema('pk'),
    GlobalSecondaryIndexes: [
      { IndexName: 'orders', KeySchema: keySchema('orderAccount'), Projection: { ProjectionType: 'ALL' } },
    ],
  },
};

function accesses(operation: string, input: object) {
  const body = Buffer.from(JSON.stringify({ TableName: 'oems', ...input }));
  const request: AwsRequest = { operation, target: `DynamoDB_20120810.${operation}`, headers: {}, body };
  return dynamodbAccesses(request, table);
}
function keysOf(operation: string, input: object) {
  return accesses(operation, input)?.map(({ context }) => context.get('dynamodb:leadingkeys'));
}

const key = { pk: { S: 'A#1' }, sk: { S: 'x' } };
const values = { ':pk': { S: 'A#1' }, ':other': { S: 'B#1' } };

describe('leading keys of DynamoDB requests', () => {
  it.each([
    ['GetItem', { Key: key }],
    ['DeleteItem', { Key: key }],
    ['UpdateItem', { Key: key, UpdateExpression: 'SET a = :other', ExpressionAttributeValues: values }],
    ['PutItem', { Item: { ...key, orderAccount: { S: 'B#1' } } }],
    ['Query', { KeyConditionExpression: 'pk = :pk AND sk > :other', ExpressionAttributeValues: values }],
    ['Query', { KeyConditionExpression: 'sk = :other AND (pk=:pk)', ExpressionAttributeValues: values }],
    [
      'Query',
      {
        KeyConditionExpression: '#p = :pk AND begins_with(sk, :other)',
        ExpressionAttributeNames: { '#p': 'pk' },
        ExpressionAttributeValues: values,
      },
    ],
  ])('the leading key of %s %j is the named partition', (operation, input) => {
    expect(accesses(operation, input)).toMatchObject([{ action: `dynamodb:${operation}`, resource: arn }]);
    expect(keysOf(operation, input)).toEqual([['A#1']]);
  });

  it('the leading key of an index query is the partition of the index, on the ARN of the index', () => {
    const input = {
      IndexName: 'orders',
      KeyConditionExpression: 'orderAccount = :pk',
      ExpressionAttributeValues: values,
    };
    expect(accesses('Query', input)).toMatchObject([{ resource: `${arn}/index/orders` }]);
    expect(keysOf('Query', input)).toEqual([['A#1']]);
  });

  it('a scan has no leading keys, because ForAllValues would allow an empty list', () => {
    expect(keysOf('Scan', {})).toEqual([undefined]);
    expect(keysOf('Query', { KeyConditionExpression: 'sk = :pk', ExpressionAttributeValues: values })).toEqual([
      undefined,
    ]);
  });

  it('the leading keys of a batch are the keys of all items, table by table', () => {
    const other = { ...key, pk: { S: 'B#2' } };
    expect(keysOf('BatchGetItem', { RequestItems: { oems: { Keys: [key, other] } } })).toEqual([['A#1', 'B#2']]);
    const writes = [{ PutRequest: { Item: key } }, { DeleteRequest: { Key: other } }];
    expect(keysOf('BatchWriteItem', { RequestItems: { oems: writes } })).toEqual([['A#1', 'B#2']]);
    expect(accesses('BatchGetItem', { RequestItems: { oems: { Keys: [key] }, b: { Keys: [key] } } })).toHaveLength(2);
  });
});

describe('DynamoDB operations without a judgement', () => {
  it.each(['TransactWriteItems', 'ExecuteStatement', 'DeleteTable'])('%s cannot be judged', (operation) => {
    expect(accesses(operation, {})).toBeUndefined();
  });
});
