import type { Context, APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { routes } from '../../../lib/contract/routes.ts';
import { reply } from '../../../lib/http/answer.ts';
import { endpoint } from '../../../lib/http/endpoint.ts';

const asked: (string | undefined)[] = [];
const place = '1782460800000:abc';
const listed = { orders: [], count: 0, next_cursor: place, followed: [] };
const listOrders = endpoint(routes.listOrders, async ({ cursor }) => {
  asked.push(cursor);
  return listed as never;
});
const listTransfers = endpoint(routes.getTransfer, async ({ cursor }) => {
  asked.push(cursor);
  return { transfers: [], count: 0, next_cursor: null } as never;
});
const exportPnl = endpoint(routes.exportPnl, async ({ cursor }) => {
  asked.push(cursor);
  return reply(200, '', 'time', { 'x-next-cursor': '1.swap.2.' }) as never;
});

beforeAll(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(() => vi.restoreAllMocks());

const context = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 29_000 } as Context;

async function call(handler: ReturnType<typeof endpoint>, sub: string, query: Record<string, string>) {
  const claims = { sub, scope: 'oems/read' };
  const event = {
    headers: {},
    queryStringParameters: query,
    requestContext: { requestId: 'r', authorizer: { jwt: { claims } } },
  };
  const { statusCode, headers = {}, body = '' } = await handler(event as unknown as Event, context);
  return { statusCode, headers, body };
}

const main = { exchange_account_id: 'main' };

async function firstCursor(): Promise<string> {
  const { body } = await call(listOrders, 'acme', main);
  return (JSON.parse(body) as { data: { next_cursor: string } }).data.next_cursor;
}

describe('a cursor', () => {
  it('goes on in the list of the answer that gave it', async () => {
    const cursor = await firstCursor();
    expect((await call(listOrders, 'acme', { ...main, cursor })).statusCode).toBe(200);
    expect(asked.at(-1)).toBe(place);
  });

  it('is refused for another filter, and goes on in pages of another size and to another end', async () => {
    const { body } = await call(listOrders, 'acme', { ...main, side: 'buy' });
    const { next_cursor: cursor } = (JSON.parse(body) as { data: { next_cursor: string } }).data;
    expect((await call(listOrders, 'acme', { ...main, side: 'buy', limit: '7', cursor })).statusCode).toBe(200);
    expect((await call(listOrders, 'acme', { ...main, side: 'sell', cursor })).statusCode).toBe(400);
    expect((await call(listOrders, 'acme', { ...main, cursor })).statusCode).toBe(400);
  });

  it('is refused for another account, another tenant and another list', async () => {
    const cursor = await firstCursor();
    const before = asked.length;
    const answers = [
      await call(listOrders, 'acme', { exchange_account_id: 'other', cursor }),
      await call(listOrders, 'umbrella', { ...main, cursor }),
      await call(listTransfers, 'acme', { ...main, cursor }),
    ];
    for (const { statusCode, body } of answers) {
      expect(statusCode).toBe(400);
      expect(JSON.parse(body)).toMatchObject({
        details: [{ field: 'cursor', message: expect.stringContaining('another') }],
      });
    }
    expect(asked).toHaveLength(before);
  });

  it('of a release before, without a mark, is a place as it was', async () => {
    expect((await call(listOrders, 'acme', { ...main, cursor: place })).statusCode).toBe(200);
    expect(asked.at(-1)).toBe(place);
  });

  it('in the header of a file has the mark as well', async () => {
    const range = { from: '2026-06-01', to: '2026-07-01', format: 'csv' };
    const { headers, statusCode } = await call(exportPnl, 'acme', { ...main, ...range });
    expect(statusCode).toBe(200);
    const cursor = String(headers['x-next-cursor']);
    expect(cursor).toMatch(/^c[0-9a-f]{10}\.1\.swap\.2\.$/);
    expect((await call(exportPnl, 'acme', { ...main, ...range, cursor })).statusCode).toBe(200);
    expect(asked.at(-1)).toBe('1.swap.2.');
    expect((await call(exportPnl, 'acme', { exchange_account_id: 'other', ...range, cursor })).statusCode).toBe(400);
  });
});
