import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ok, useGateway } from './fixture-gateway.ts';

const gateway = useGateway();

describe('clients that misbehave', () => {
  it('a body over 10 MB gets a 413, with and without a content length', async () => {
    const body = new Uint8Array(10 * 1024 * 1024 + 1);
    const headers = { 'content-type': 'application/octet-stream' };
    const announced = await gateway.call('/order', { method: 'POST', body, headers });
    expect([announced.status, await announced.json()]).toMatchObject([413, { message: 'Request Entity Too Large' }]);
    const streamed = await gateway.call('/order', {
      method: 'POST',
      body: new Blob([body]).stream(),
      headers,
      duplex: 'half',
    } as RequestInit & { headers: Record<string, string> });
    expect(streamed.status).toBe(413);
    expect(gateway.invoked).toEqual([]);
  });

  it('a client that disconnects in the middle of the body invokes nothing, and the gateway keeps working', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write(
      `POST /order HTTP/1.1\r\nHost: l\r\nAuthorization: Bearer ${gateway.token}\r\nContent-Length: 100\r\n\r\nhalf`,
    );
    await delay(50);
    socket.destroy();
    await once(socket, 'close');
    expect((await gateway.call('/balance')).status).toBe(200);
    expect(gateway.invoked.map(({ functionName }) => functionName)).toEqual(['get-balance']);
  });

  it('a client that disconnects before the answer does not disturb the gateway', async () => {
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
    gateway.answer = async () => {
      enter();
      await delay(50);
      return ok({ statusCode: 200, body: 'late' });
    };
    const abort = new AbortController();
    const aborted = gateway.call('/balance', { signal: abort.signal }).catch((error: Error) => error.name);
    await entered;
    abort.abort();
    expect(await aborted).toBe('AbortError');
    await delay(80);
    expect((await gateway.call('/balance')).status).toBe(200);
  });

  it('bytes that are not HTTP get a 400', async () => {
    expect(await gateway.raw('rubbish\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
  });

  it('a connection carries several requests, including refused requests', async () => {
    const one = (path: string, more = '') =>
      `GET ${path} HTTP/1.1\r\nHost: l\r\nAuthorization: Bearer ${gateway.token}\r\n${more}\r\n`;
    const post = `POST /nowhere HTTP/1.1\r\nHost: l\r\nContent-Length: 5\r\n\r\nGET /`;
    const received = await gateway.raw(one('/balance') + post + one('/balance', 'Connection: close\r\n'));
    expect([...received.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '404', '200']);
  });
});

describe('answers of the gateway without a function', () => {
  it('the answer is a 503 when the function is slower than the limit of API Gateway', async () => {
    gateway.answer = () => new Promise(() => {});
    const response = await gateway.call('/balance');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ message: 'Service Unavailable', isError: true });
  });

  it.each([
    ['GET', '/nowhere'],
    ['POST', '/balance'],
    ['PUT', '/balance'],
    ['DELETE', '/balance'],
    ['OPTIONS', '/balance'],
    ['GET', '/balance/'],
  ])('the answer is a 404 for %s %s, and invites no browser', async (method, path) => {
    const response = await gateway.call(path, { method, headers: { origin: 'https://page.example' } });
    expect(response.status).toBe(404);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(await response.json()).toMatchObject({ message: 'Not Found', code: 'NOT_FOUND' });
  });

  it('the answer to HEAD has no body', async () => {
    const response = await gateway.call('/balance', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([404, '']);
  });
});
