import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newCall, runInCall } from '../../../lib/aws/call-context.ts';
import { createTransport, TransportError } from '../../../lib/exchanges/transport.ts';
import { httpAnswer, type RawServer, startRawServer } from './fixture-raw-server.ts';

let server: RawServer;
beforeEach(async () => {
  server = await startRawServer();
});
afterEach(() => server.close());

const post = { method: 'POST', headers: { 'API-Key': 'k' }, body: 'a=1' };
const over = (origin: string, timeoutMs = 150, maxBytes?: number) =>
  createTransport({ origin, timeoutMs: () => timeoutMs, ...(maxBytes === undefined ? {} : { maxBytes }) });

/** The way a request fails, and how long it took to. */
async function failureOf(
  run: () => Promise<unknown>,
): Promise<{ phase: string; timedOut: boolean; ms: number; message: string }> {
  const started = performance.now();
  try {
    await run();
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const { phase, timedOut, message } = error;
    return { phase, timedOut, ms: performance.now() - started, message };
  }
  throw new Error('the request did not fail');
}

const start = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n';

describe('one deadline', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['headers that never come', () => undefined],
    ['half a status line', (socket) => void socket.write('HTTP/1.1 20')],
    ['headers without an end', (socket) => void socket.write('HTTP/1.1 200 OK\r\nX: y\r\n')],
    ['a body that stops', (socket) => void socket.write(`${start}{"error":`)],
    [
      'a body that trickles',
      (socket) => {
        socket.write(start);
        const timer = setInterval(() => socket.write('.'), 20);
        socket.on('close', () => clearInterval(timer));
      },
    ],
    [
      'a chunked body without an end',
      (socket) => void socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'),
    ],
  ])('covers %s', async (_title, behave) => {
    server.behave = behave;
    const failure = await failureOf(() => over(server.url)(`${server.url}/x`, post));
    expect(failure).toMatchObject({ phase: 'sent', timedOut: true });
    expect(failure.ms).toBeGreaterThan(140);
    expect(failure.ms).toBeLessThan(1000);
  });

  it('that has passed before the request sends nothing', async () => {
    expect(await failureOf(() => over(server.url, 0)(`${server.url}/x`, post))).toMatchObject({
      phase: 'notSent',
      timedOut: true,
    });
    expect(server.connections()).toBe(0);
  });

  it('that passes while the request waits for a free connection has sent nothing', async () => {
    const slow = over(server.url, 300);
    const inFlight = Array.from({ length: 64 }, () => failureOf(() => slow(`${server.url}/held`, post)));
    await sleep(100);
    const queued = await failureOf(() => over(server.url, 50)(`${server.url}/queued`, post));
    expect(queued).toMatchObject({ phase: 'notSent', timedOut: true });
    await Promise.all(inFlight);
    expect(server.requests.filter((request) => request.includes('/queued'))).toEqual([]);
  });
});

describe('the phase of a failed request', () => {
  it('is notSent when the connection is refused', async () => {
    const { url } = server;
    await server.close();
    expect(await failureOf(() => over(url)(`${url}/x`, post))).toMatchObject({ phase: 'notSent', timedOut: false });
    server = await startRawServer();
  });

  it('is notSent when the name does not resolve', async () => {
    const origin = 'http://no-such-host.invalid';
    expect((await failureOf(() => over(origin, 3000)(`${origin}/x`, post))).phase).toBe('notSent');
  });

  it('is notSent when the TLS handshake fails', async () => {
    const origin = `https://127.0.0.1:${server.port}`;
    const failure = failureOf(() => over(origin, 2000)(`${origin}/x`, post));
    await expect.poll(() => server.connections()).toBe(1);
    await server.close();
    expect(await failure).toMatchObject({ phase: 'notSent', timedOut: false });
    server = await startRawServer();
  });

  it('is notSent when the TLS handshake does not end in time', async () => {
    const origin = `https://127.0.0.1:${server.port}`;
    expect(await failureOf(() => over(origin)(`${origin}/x`, post))).toMatchObject({
      phase: 'notSent',
      timedOut: true,
    });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['the connection is cut without an answer', (socket) => void socket.end()],
    ['the connection is reset without an answer', (socket) => void socket.resetAndDestroy()],
    ['the connection is cut inside the headers', (socket) => void socket.end('HTTP/1.1 200 OK\r\nX:')],
    ['the connection is cut inside the body', (socket) => void socket.end(`${start}{"e`)],
    [
      'the connection is reset inside the body',
      (socket) => void socket.write(`${start}{"e`, () => setTimeout(() => socket.resetAndDestroy(), 20)),
    ],
    ['the answer is no HTTP', (socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n')],
    [
      'the answer changes the protocol',
      (socket) => void socket.write('HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    ],
    ['the headers are too large', (socket) => void socket.end(`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`)],
  ])('is sent when %s', async (_title, behave) => {
    server.behave = behave;
    const failure = await failureOf(() => over(server.url, 2000)(`${server.url}/x`, post));
    expect(failure).toMatchObject({ phase: 'sent', timedOut: false });
    expect(failure.ms).toBeLessThan(1000);
    expect(server.requests).toHaveLength(1);
  });

  it('is sent on a reused connection that dies, though nothing shows whether the bytes arrived', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    const transport = over(server.url, 2000);
    await transport(`${server.url}/first`, post);
    server.behave = (socket) => void socket.resetAndDestroy();
    expect((await failureOf(() => transport(`${server.url}/second`, post))).phase).toBe('sent');
    expect(server.connections(), 'the connection was reused').toBe(1);
    expect(server.requests).toHaveLength(2);
  });
});

describe('a request', () => {
  it('that fails is not repeated, on a fresh connection or a reused one', async () => {
    const transport = over(server.url, 2000);
    for (const reused of [false, true]) {
      if (reused) {
        server.behave = (socket) => void socket.write(httpAnswer('{}'));
        await transport(`${server.url}/warm`, post);
      }
      server.requests.length = 0;
      server.behave = (socket) => void socket.destroy();
      await failureOf(() => transport(`${server.url}/order`, post));
      await sleep(50);
      expect(server.requests).toHaveLength(1);
    }
  });

  it('goes out with its headers and its exact body', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    await over(server.url)(`${server.url}/0/private/AddOrder?q=1`, { ...post, body: 'volume=0.1&name=%C3%A9é' });
    const [request = ''] = server.requests;
    expect(request).toMatch(/^POST \/0\/private\/AddOrder\?q=1 HTTP\/1\.1\r\n/);
    expect(request).toContain('API-Key: k\r\n');
    expect(Buffer.from(request.split('\r\n\r\n')[1] ?? '', 'latin1').toString('utf8')).toBe('volume=0.1&name=%C3%A9é');
  });

  it('without a body says so, so that the exchange does not wait for one', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    await over(server.url)(`${server.url}/x`, { method: 'PUT' });
    expect(server.requests[0]).toMatch(/content-length: 0\r\n/i);
  });

  it('keeps its connection for the next', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    const transport = over(server.url);
    for (let index = 0; index < 5; index += 1) await transport(`${server.url}/x`, post);
    expect(server.connections()).toBe(1);
  });

  it.each([
    'http://127.0.0.1:1/x',
    'https://api.kraken.com/0/private/AddOrder',
    'http://localhost/x',
    'file:///etc/passwd',
    'no url',
  ])('to %s is refused: it is not the one origin', async (url) => {
    expect((await failureOf(() => over(server.url)(url, post))).phase).toBe('notSent');
    expect(server.connections()).toBe(0);
  });

  it('with a line break in a key is refused before a connection is made, without naming the key', async () => {
    const failure = await failureOf(() =>
      over(server.url)(`${server.url}/x`, { ...post, headers: { 'API-Key': 'sec\r\nret' } }),
    );
    expect(failure.phase).toBe('notSent');
    expect(failure.message).not.toMatch(/sec|ret/);
    expect(server.connections()).toBe(0);
  });

  it('is counted as one exchange hop, failed or not', async () => {
    const call = newCall('r', 'o', Date.now() + 1000);
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    await runInCall(call, async () => {
      await over(server.url)(`${server.url}/x`, post);
      server.behave = (socket) => void socket.destroy();
      await failureOf(() => over(server.url)(`${server.url}/x`, post));
    });
    expect(call.hops.get('exchange')).toMatchObject({ count: 2 });
  });
});

describe('an answer', () => {
  it.each([301, 302, 303, 307, 308])('HTTP %i is not followed', async (status) => {
    const other = await startRawServer((socket) => void socket.write(httpAnswer('{}')));
    server.behave = (socket) => void socket.write(httpAnswer('', status, `Location: ${other.url}/stolen\r\n`));
    expect(await over(server.url)(`${server.url}/x`, post)).toMatchObject({ status });
    await sleep(20);
    expect(other.connections()).toBe(0);
    expect(server.requests).toHaveLength(1);
    await other.close();
  });

  it('of exactly the largest size is taken, one byte more is not', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('x'.repeat(1000)));
    expect(await (await over(server.url, 2000, 1000)(`${server.url}/x`, post)).text()).toHaveLength(1000);
    expect(await failureOf(() => over(server.url, 2000, 999)(`${server.url}/x`, post))).toMatchObject({
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
    const failure = await failureOf(() => over(url, 5000, 1_000_000)(`${url}/x`, post));
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
    expect(await (await over(server.url, 2000)(`${server.url}/x`, post)).text()).toBe('{"a":"é€"}');
  });
});

describe('after a failed request', () => {
  const failures: [string, (socket: Socket) => void][] = [
    ['without an answer', () => undefined],
    ['inside the body', (socket) => void socket.write(`${start}{`)],
    [
      'over the size limit',
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(2000)}`),
    ],
    [
      'by a change of protocol',
      (socket) => void socket.write('HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    ],
    ['by a reset', (socket) => void socket.resetAndDestroy()],
  ];
  it.each(failures)('%s no connection and no timer is left', async (_title, behave) => {
    server.behave = behave;
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await failureOf(() => over(server.url, 100, 1000)(`${server.url}/x`, post));
    expect(timers()).toBeLessThanOrEqual(before);
    await expect.poll(() => server.open()).toBe(0);
  });

  it('of a success the deadline does not fire later', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    const transport = over(server.url, 60);
    await transport(`${server.url}/x`, post);
    await sleep(100);
    await transport(`${server.url}/x`, post);
    expect(server.connections()).toBe(1);
  });
});
