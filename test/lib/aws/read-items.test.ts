import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it, vi } from 'vitest';
import { readItems } from '../../../lib/aws/read-items.ts';

const table = mockClient(DynamoDBClient);
const keyOf = (id: string) => ({ pk: { S: `ORDER#${id}` }, sk: { S: id } });

beforeEach(() => {
  table.reset();
  vi.stubEnv('OEMS_TABLE', 'oems');
});

function asked(): unknown[] {
  return table.commandCalls(BatchGetItemCommand).map(({ args: [{ input }] }) => input.RequestItems?.oems);
}

it('an item that the table puts off is asked for again, and is not taken for absent', async () => {
  const [first, second, absent] = [keyOf('1'), keyOf('2'), keyOf('3')];
  table
    .on(BatchGetItemCommand)
    .resolvesOnce({ Responses: { oems: [first] }, UnprocessedKeys: { oems: { Keys: [second] } } })
    .resolvesOnce({ Responses: { oems: [second] } });
  expect(await readItems([first, second, absent])).toEqual([first, second]);
  expect(asked()).toEqual([
    { Keys: [first, second, absent], ConsistentRead: true },
    { Keys: [second], ConsistentRead: true },
  ]);
});

it('no keys cost no request', async () => {
  expect(await readItems([])).toEqual([]);
  expect(asked()).toEqual([]);
});
