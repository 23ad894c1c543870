import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../../infra/local/lambda/function-thread.ts';
import { ok, useGateway } from './fixture-gateway.ts';

const gateway = useGateway();

describe('the answer of the gateway', () => {
  it('status, headers, cookies and body of the function reach the client', async () => {
    gateway.answer = async () =>
      ok({
        statusCode: 202,
        headers: { 'X-A': 'b', 'Content-Type': 'application/json' },
        body: '{"a":1}',
        cookies: ['c=1', 'd=2'],
      });
    const response = await gateway.call('/balance');
    expect([response.status, response.headers.get('x-a'), response.headers.getSetCookie()]).toEqual([
      202,
      'b',
      ['c=1', 'd=2'],
    ]);
    expect(response.headers.get('apigw-requestid')).toBe(gateway.lastEvent().requestContext.requestId);
    expect(await response.json()).toEqual({ a: 1 });
  });

  it('a base64 body is decoded', async () => {
    gateway.answer = async () =>
      ok({ statusCode: 200, isBase64Encoded: true, body: Buffer.from([0, 255]).toString('base64') });
    expect(new Uint8Array(await (await gateway.call('/balance')).arrayBuffer())).toEqual(Uint8Array.of(0, 255));
  });

  it('a result without statusCode is a JSON body with status 200', async () => {
    gateway.answer = async () => ok({ a: 1 });
    const response = await gateway.call('/balance');
    expect([response.status, response.headers.get('content-type'), await response.json()]).toEqual([
      200,
      'application/json',
      { a: 1 },
    ]);
  });

  it.each<[string, Invocation]>([
    ['threw', { ok: false, errorType: 'Error', errorMessage: 'secret detail' }],
    ['returned a status that is none', ok({ statusCode: 'high' })],
    ['returned a status out of range', ok({ statusCode: 99 })],
    ['returned a body that is no text', ok({ statusCode: 200, body: { a: 1 } })],
    ['returned a header HTTP forbids', ok({ statusCode: 200, headers: { 'x-a': 'b\r\nx-c: d' }, body: 'x' })],
    ['returned more than Lambda hands over', ok({ statusCode: 200, body: 'x'.repeat(6_291_556) })],
  ])('the answer is a 500 without details when the function %s', async (_name, invocation) => {
    gateway.answer = async () => invocation;
    const response = await gateway.call('/balance');
    expect([response.status, response.headers.get('x-c')]).toEqual([500, null]);
    const body = (await response.json()) as object;
    expect(body).toEqual({
      isError: true,
      statusCode: 500,
      code: 'INTERNAL',
      message: 'Internal Server Error',
      requestId: expect.any(String),
    });
  });
});
