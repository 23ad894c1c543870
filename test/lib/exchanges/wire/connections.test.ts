import type { Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEarly } from '../../../../lib/exchanges/wire/connections.ts';
import { selfSigned } from './fixture-certificate.ts';
import { httpAnswer, type RawServer, startRawServer } from './fixture-raw-server.ts';
import { failureOf, over, post } from './fixture-transport.ts';

const answers = (socket: Socket) => void socket.write(httpAnswer('{}'));

let server: RawServer;
beforeEach(async () => {
  server = await startRawServer(answers);
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

const request = () => over(server.url, 2000)({ url: `${server.url}/x`, ...post });

async function opened(count: number): Promise<void> {
  await expect.poll(() => server.connections()).toBe(count);
}

/** As a frozen container sees: the wall clock goes on, timers do not. */
function freezeFor(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

describe('a connection that is opened early', () => {
  it('carries the next request', async () => {
    openEarly(server.url);
    await opened(1);
    expect(server.requests).toHaveLength(0);
    expect(await request()).toMatchObject({ status: 200, body: '{}' });
    expect(server.connections()).toBe(1);
  });

  it('carries a request that comes before the connection stands', async () => {
    openEarly(server.url);
    expect(await request()).toMatchObject({ status: 200 });
    expect(server.connections()).toBe(1);
  });

  it('is kept for the requests after the first', async () => {
    openEarly(server.url);
    await request();
    await request();
    expect(server.connections()).toBe(1);
  });

  it('is one, however often it is asked for', async () => {
    openEarly(server.url);
    openEarly(server.url);
    await request();
    openEarly(server.url);
    await request();
    expect(server.connections()).toBe(1);
  });

  it('carries one of two requests at once', async () => {
    openEarly(server.url);
    await Promise.all([request(), request()]);
    expect(server.connections()).toBe(2);
  });

  it('goes to its own origin alone', async () => {
    const other = await startRawServer(answers);
    openEarly(other.url);
    await request();
    expect([server.connections(), other.requests.length]).toEqual([1, 0]);
    await other.close();
  });

  it('is not used after 5 s without a request', async () => {
    openEarly(server.url);
    await opened(1);
    freezeFor(5001);
    await request();
    await opened(2);
    await expect.poll(() => server.open()).toBe(1);
  });

  it('is closed when a later call opens another, although no request has used it', async () => {
    openEarly(server.url);
    await opened(1);
    freezeFor(5001);
    openEarly(server.url);
    await opened(2);
    await expect.poll(() => server.open()).toBe(1);
  });

  it('is replaced when the exchange has closed it', async () => {
    openEarly(server.url);
    await opened(1);
    await server.dropAll();
    expect(await request()).toMatchObject({ status: 200 });
    expect(server.connections()).toBe(2);
  });

  it('that is refused tells nobody, and the request tells of its own connection', async () => {
    await server.close();
    openEarly(server.url);
    expect(await failureOf(request)).toMatchObject({ phase: 'notSent', timedOut: false });
    server = await startRawServer(answers);
  });

  it('has sent nothing while its TLS handshake has not ended', async () => {
    server.behave = () => undefined;
    const origin = `https://127.0.0.1:${server.port}`;
    openEarly(origin);
    await opened(1);
    const failure = await failureOf(() => over(origin)({ url: `${origin}/x`, ...post }));
    expect(failure).toMatchObject({ phase: 'notSent', timedOut: true });
  });
});

describe('a connection that was idle', () => {
  it('carries the next request within 15 s', async () => {
    await request();
    freezeFor(14_000);
    await request();
    expect(server.connections()).toBe(1);
  });

  it('is closed, not used, once a frozen container wakes up after more than 15 s', async () => {
    await request();
    freezeFor(15_001);
    await request();
    expect(server.connections()).toBe(2);
    await expect.poll(() => server.open()).toBe(1);
  });
});

describe('TLS', () => {
  const trusted = getCACertificates('default');
  let secure: Server;
  let connections = 0;
  let origin: string;

  async function serve(certified: string): Promise<void> {
    const identity = selfSigned(certified);
    setDefaultCACertificates([identity.cert]);
    connections = 0;
    secure = createServer(identity, (_request, answer) => answer.end('{}')).on('secureConnection', () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    origin = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
  }
  afterEach(() => {
    setDefaultCACertificates(trusted);
    secure.close();
    secure.closeAllConnections();
  });

  it.each([
    ['after the handshake', true],
    ['during the handshake', false],
  ])('a connection that is opened early carries a request %s', async (_title, waits) => {
    await serve('127.0.0.1');
    openEarly(origin);
    if (waits) await expect.poll(() => connections).toBe(1);
    expect(await over(origin, 2000)({ url: `${origin}/x`, ...post })).toMatchObject({ status: 200, body: '{}' });
    expect(connections).toBe(1);
  });

  it('a connection that is opened early to a host with the certificate of another host carries nothing', async () => {
    await serve('127.0.0.2');
    openEarly(origin);
    const failure = await failureOf(() => over(origin, 2000)({ url: `${origin}/x`, ...post }));
    expect(failure).toMatchObject({ phase: 'notSent', message: expect.stringContaining('127.0.0.2') });
  });
});
