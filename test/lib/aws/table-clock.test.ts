import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

/** A table that answers late, and dates its answer when the request comes. */
let server: Server;
/** The local clock goes on while the answer is under way. */
let skewMs = 0;
const realNow = Date.now;
beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('date', new Date().toUTCString());
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    skewMs = 10_000;
    response.end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.resetModules();
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

it('the clock of the table is measured from the sending of the request: a late answer does not turn the clock back', async () => {
  const { dynamodb } = await import('../../../lib/aws/clients.ts');
  const { sharedNow } = await import('../../../lib/aws/clock.ts');
  const client = dynamodb();
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + skewMs);
  await client.send(new GetItemCommand({ TableName: 'oems', Key: { pk: { S: 'a' } } }));
  expect(Math.abs(sharedNow() - Date.now())).toBeLessThan(5);
  vi.restoreAllMocks();
  client.destroy();
});
