import { connect } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { startDynamoDb } from '../../../../infra/local/aws/dynamodb.ts';

/** A writer that is gone before the answer: the connection ends at once, and the engine still works on the request. */
function writeAndLeave(port: number): Promise<void> {
  const body = JSON.stringify({ TableName: 'oems', Item: { pk: { S: 'a' }, filler: { S: 'x'.repeat(200_000) } } });
  const head = [
    ...['POST / HTTP/1.1', 'host: localhost', 'content-type: application/x-amz-json-1.0'],
    ...['x-amz-target: DynamoDB_20120810.PutItem', `content-length: ${body.length}`],
    ...[
      'authorization: AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=b',
    ],
    'x-amz-date: 20260101T000000Z',
  ];
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, () => {
        setTimeout(() => {
          socket.destroy();
          resolve();
        }, 1);
      }),
    );
  });
}

it('the embedded table ends the writes of writers that are gone before it closes', async () => {
  const server = await startDynamoDb();
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials });
  await client.send(
    new CreateTableCommand({
      TableName: 'oems',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  client.destroy();
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.on('uncaughtException', note);
  await Promise.all(Array.from({ length: 30 }, () => writeAndLeave(Number(new URL(server.url).port))));
  await server.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  process.off('uncaughtException', note);
  expect(uncaught).toEqual([]);
});
