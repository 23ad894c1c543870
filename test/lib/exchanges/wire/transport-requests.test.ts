import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newCall, runInCall } from '../../../../lib/aws/call-context.ts';
import { httpAnswer, type RawServer, startRawServer } from './fixture-raw-server.ts';
import { failureOf, over, post } from './fixture-transport.ts';

let server: RawServer;
beforeEach(async () => {
  server = await startRawServer();
});
afterEach(() => server.close());

describe('requests', () => {
  it('a request that fails is not repeated, on a fresh connection or a reused connection', async () => {
    const transport = over(server.url, 2000);
    for (const reused of [false, true]) {
      if (reused) {
        server.behave = (socket) => void socket.write(httpAnswer('{}'));
        await transport({ url: `${server.url}/warm`, ...post });
      }
      server.requests.length = 0;
      server.behave = (socket) => void socket.destroy();
      await failureOf(() => transport({ url: `${server.url}/order`, ...post }));
      await sleep(50);
      expect(server.requests).toHaveLength(1);
    }
  });

  it('a request leaves with its headers and its exact body', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    await over(server.url)({
      url: `${server.url}/0/private/AddOrder?q=1`,
      ...{ ...post, body: 'volume=0.1&name=%C3%A9é' },
    });
    const [request = ''] = server.requests;
    expect(request).toMatch(/^POST \/0\/private\/AddOrder\?q=1 HTTP\/1\.1\r\n/);
    expect(request).toContain('API-Key: k\r\n');
    expect(Buffer.from(request.split('\r\n\r\n')[1] ?? '', 'latin1').toString('utf8')).toBe('volume=0.1&name=%C3%A9é');
  });

  it('a request without a body has the content length 0, so that the exchange does not wait for a body', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    await over(server.url)({ url: `${server.url}/x`, ...{ method: 'PUT' } });
    expect(server.requests[0]).toMatch(/content-length: 0\r\n/i);
  });

  it('five requests share one connection', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    const transport = over(server.url);
    for (let index = 0; index < 5; index += 1) await transport({ url: `${server.url}/x`, ...post });
    expect(server.connections()).toBe(1);
  });

  it.each(['https://api.kraken.com/0/private/AddOrder', 'http://localhost/x', 'file:///etc/passwd', 'no url'])(
    'a request to %s is refused: the origin is another',
    async (url) => {
      expect((await failureOf(() => over(server.url)({ url: url, ...post }))).phase).toBe('notSent');
      expect(server.connections()).toBe(0);
    },
  );

  it('a request to another port of the same host is refused', async () => {
    const other = await startRawServer((socket) => void socket.write(httpAnswer('{}')));
    expect((await failureOf(() => over(server.url)({ url: `${other.url}/x`, ...post }))).phase).toBe('notSent');
    expect(other.connections()).toBe(0);
    await other.close();
  });

  it('a request with a line break in the key is refused before a connection is made, without naming the key', async () => {
    const failure = await failureOf(() =>
      over(server.url)({ url: `${server.url}/x`, ...{ ...post, headers: { 'API-Key': 'sec\r\nret' } } }),
    );
    expect(failure.phase).toBe('notSent');
    expect(failure.message).not.toMatch(/sec|ret/);
    expect(server.connections()).toBe(0);
  });

  it('a request counts as one call of the exchange, failed or not', async () => {
    const call = newCall('r', 'o', Date.now() + 1000);
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    await runInCall(call, async () => {
      await over(server.url)({ url: `${server.url}/x`, ...post });
      server.behave = (socket) => void socket.destroy();
      await failureOf(() => over(server.url)({ url: `${server.url}/x`, ...post }));
    });
    expect(call.hops.get('exchange')).toMatchObject({ count: 2 });
  });
});

describe('answers', () => {
  it.each([301, 302, 303, 307, 308])('a redirect with HTTP %i is not followed', async (status) => {
    const other = await startRawServer((socket) => void socket.write(httpAnswer('{}')));
    server.behave = (socket) => void socket.write(httpAnswer('', status, `Location: ${other.url}/stolen\r\n`));
    expect(await over(server.url)({ url: `${server.url}/x`, ...post })).toMatchObject({ status });
    await sleep(20);
    expect(other.connections()).toBe(0);
    expect(server.requests).toHaveLength(1);
    await other.close();
  });

  it('an answer of exactly the largest size is taken, and an answer of one byte more is not', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('x'.repeat(1000)));
    expect((await over(server.url, 2000, 1000)({ url: `${server.url}/x`, ...post })).body).toHaveLength(1000);
    expect(await failureOf(() => over(server.url, 2000, 999)({ url: `${server.url}/x`, ...post }))).toMatchObject({
      phase: 'sent',
      timedOut: false,
    });
  });

  it('an answer without an end is given up at the size limit, not held in memory', async () => {
    const flood = createServer((_request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(100_000)), 1);
      response.on('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => flood.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(flood.address() as AddressInfo).port}`;
    const failure = await failureOf(() => over(url, 5000, 1_000_000)({ url: `${url}/x`, ...post }));
    expect(failure).toMatchObject({ phase: 'sent', timedOut: false });
    flood.closeAllConnections();
    flood.close();
  });

  it('UTF-8 that is cut between two packets arrives whole', async () => {
    const bytes = Buffer.from(httpAnswer('{"a":"é€"}'));
    server.behave = (socket) => {
      const middle = bytes.length - 4;
      socket.write(bytes.subarray(0, middle), () => setTimeout(() => socket.write(bytes.subarray(middle)), 20));
    };
    expect((await over(server.url, 2000)({ url: `${server.url}/x`, ...post })).body).toBe('{"a":"é€"}');
  });
});
