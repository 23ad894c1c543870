import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpAnswer, type RawServer, startRawServer } from './fixture-raw-server.ts';
import { failureOf, over, post, answerStart as start } from './fixture-transport.ts';

let server: RawServer;
beforeEach(async () => {
  server = await startRawServer();
});
afterEach(() => server.close());

describe('the deadline of a request', () => {
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
  ])('the deadline of a request covers %s', async (_title, behave) => {
    server.behave = behave;
    const failure = await failureOf(() => over(server.url)({ url: `${server.url}/x`, ...post }));
    expect(failure).toMatchObject({ phase: 'sent', timedOut: true });
    expect(failure.ms).toBeGreaterThan(140);
    expect(failure.ms).toBeLessThan(1000);
  });

  it('a deadline that has passed before the request sends nothing', async () => {
    expect(await failureOf(() => over(server.url, 0)({ url: `${server.url}/x`, ...post }))).toMatchObject({
      phase: 'notSent',
      timedOut: true,
    });
    expect(server.connections()).toBe(0);
  });

  it('a deadline that passes while the request waits for a free connection has sent nothing', async () => {
    const slow = over(server.url, 2000);
    const inFlight = Array.from({ length: 64 }, () => failureOf(() => slow({ url: `${server.url}/held`, ...post })));
    await vi.waitFor(() => expect(server.requests).toHaveLength(64), 1500);
    const queued = await failureOf(() => over(server.url, 50)({ url: `${server.url}/queued`, ...post }));
    expect(queued).toMatchObject({ phase: 'notSent', timedOut: true });
    await Promise.all(inFlight);
    expect(server.requests.filter((request) => request.includes('/queued'))).toEqual([]);
  });
});

describe('the phase of a failed request', () => {
  it('a request is notSent when the connection is refused', async () => {
    const { url } = server;
    await server.close();
    expect(await failureOf(() => over(url)({ url: `${url}/x`, ...post }))).toMatchObject({
      phase: 'notSent',
      timedOut: false,
    });
    server = await startRawServer();
  });

  it('a request is notSent when the name does not resolve', async () => {
    const origin = 'http://no-such-host.invalid';
    expect((await failureOf(() => over(origin, 3000)({ url: `${origin}/x`, ...post }))).phase).toBe('notSent');
  });

  it('a request is notSent when the TLS handshake fails', async () => {
    const origin = `https://127.0.0.1:${server.port}`;
    const failure = failureOf(() => over(origin, 2000)({ url: `${origin}/x`, ...post }));
    await expect.poll(() => server.connections()).toBe(1);
    await server.close();
    expect(await failure).toMatchObject({ phase: 'notSent', timedOut: false });
    server = await startRawServer();
  });

  it('a request is notSent when the TLS handshake does not end in time', async () => {
    const origin = `https://127.0.0.1:${server.port}`;
    expect(await failureOf(() => over(origin)({ url: `${origin}/x`, ...post }))).toMatchObject({
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
  ])('a request is sent when %s', async (_title, behave) => {
    server.behave = behave;
    const failure = await failureOf(() => over(server.url, 2000)({ url: `${server.url}/x`, ...post }));
    expect(failure).toMatchObject({ phase: 'sent', timedOut: false });
    expect(failure.ms).toBeLessThan(1000);
    expect(server.requests).toHaveLength(1);
  });

  it('a request on a reused connection that dies is sent, though nothing shows whether the bytes arrived', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    const transport = over(server.url, 2000);
    await transport({ url: `${server.url}/first`, ...post });
    server.behave = (socket) => void socket.resetAndDestroy();
    expect((await failureOf(() => transport({ url: `${server.url}/second`, ...post }))).phase).toBe('sent');
    expect(server.connections(), 'the connection was reused').toBe(1);
    expect(server.requests).toHaveLength(2);
  });
});

describe('leftovers of a request', () => {
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
  it.each(failures)('a request that failed %s leaves no connection and no timer', async (_title, behave) => {
    server.behave = behave;
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await failureOf(() => over(server.url, 100, 1000)({ url: `${server.url}/x`, ...post }));
    expect(timers()).toBeLessThanOrEqual(before);
    await expect.poll(() => server.open()).toBe(0);
  });

  it('the deadline of a successful request does not fire later', async () => {
    server.behave = (socket) => void socket.write(httpAnswer('{}'));
    const transport = over(server.url, 60);
    await transport({ url: `${server.url}/x`, ...post });
    await sleep(100);
    await transport({ url: `${server.url}/x`, ...post });
    expect(server.connections()).toBe(1);
  });
});
