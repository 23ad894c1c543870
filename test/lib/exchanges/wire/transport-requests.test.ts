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

describe('a request', () => {
  it('that fails is not repeated, on a fresh connection or a reused one', async () => {
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

  it('goes out with its headers and its exact body', async () => {
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

  it('without a body says so, so that the exchange does not wait for one', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    await over(server.url)({ url: `${server.url}/x`, ...{ method: 'PUT' } });
    expect(server.requests[0]).toMatch(/content-length: 0\r\n/i);
  });

  it('keeps its connection for the next', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    const transport = over(server.url);
    for (let index = 0; index < 5; index += 1) await transport({ url: `${server.url}/x`, ...post });
    expect(server.connections()).toBe(1);
  });

  it.each(['https://api.kraken.com/0/private/AddOrder', 'http://localhost/x', 'file:///etc/passwd', 'no url'])(
    'to %s is refused: it is not the one origin',
    async (url) => {
      expect((await failureOf(() => over(server.url)({ url: url, ...post }))).phase).toBe('notSent');
      expect(server.connections()).toBe(0);
    },
  );

  it('to another port of the same host is refused', async () => {
    const other = await startRawServer((socket) => void socket.write(httpAnswer('{}')));
    expect((await failureOf(() => over(server.url)({ url: `${other.url}/x`, ...post }))).phase).toBe('notSent');
    expect(other.connections()).toBe(0);
    await other.close();
  });

  it('with a line break in a key is refused before a connection is made, without naming the key', async () => {
    const failure = await failureOf(() =>
      over(server.url)({ url: `${server.url}/x`, ...{ ...post, headers: { 'API-Key': 'sec\r\nret' } } }),
    );
    expect(failure.phase).toBe('notSent');
    expect(failure.message).not.toMatch(/sec|ret/);
    expect(server.connections()).toBe(0);
  });

  it('is counted as one exchange hop, failed or not', async () => {
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

describe('an answer', () => {
  it.each([301, 302, 303, 307, 308])('HTTP %i is not followed', async (status) => {
    const other = await startRawServer((socket) => void socket.write(httpAnswer('{}')));
    server.behave = (socket) => void socket.write(httpAnswer('', status, `Location: ${other.url}/stolen\r\n`));
    expect(await over(server.url)({ url: `${server.url}/x`, ...post })).toMatchObject({ status });
    await sleep(20);
    expect(other.connections()).toBe(0);
    expect(server.requests).toHaveLength(1);
    await other.close();
  });

  it('of exactly the largest size is taken, one byte more is not', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('x'.repeat(1000)));
    expect((await over(server.url, 2000, 1000)({ url: `${server.url}/x`, ...post })).body).toHaveLength(1000);
    expect(await failureOf(() => over(server.url, 2000, 999)({ url: `${server.url}/x`, ...post }))).toMatchObject({
      phase: 'sent',
      timedOut: false,
    });
  });

  it('without an end is given up at the size limit, not held in memory', async () => {
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

  it('in UTF-8 that is cut between two packets arrives whole', async () => {
    const bytes = Buffer.from(httpAnswer('{"a":"é€"}'));
    server.behave = (socket) => {
      const middle = bytes.length - 4;
      socket.write(bytes.subarray(0, middle), () => setTimeout(() => socket.write(bytes.subarray(middle)), 20));
    };
    expect((await over(server.url, 2000)({ url: `${server.url}/x`, ...post })).body).toBe('{"a":"é€"}');
  });
});
