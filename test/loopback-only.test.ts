import { request } from 'node:https';
import { connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import config from '../vitest.config.ts';
import { refused } from './loopback-only.ts';

/** The message of the error that ends a connection, or null for a connection that is made. */
function endOf(open: () => NodeJS.EventEmitter, made: string): Promise<string | null> {
  return new Promise((resolve) => {
    open()
      .on('error', (error: Error) => resolve(error.message))
      .on(made, () => resolve(null));
  });
}

it.each([
  ['a request over TLS', () => request('https://api.binance.com/api/v3/time').end()],
  ['a socket to a name', () => connect(443, 'api.bybit.com')],
  ['a socket to an address', () => connect({ host: '192.0.2.1', port: 443 })],
])('%s does not leave the machine, and fails the file', async (_what, open) => {
  expect(await endOf(open, 'connect')).toContain('a test must not contact');
  // What would fail this file.
  expect(refused.splice(0)).toHaveLength(1);
});

it.each(['127.0.0.1', 'localhost', undefined])('a server of the test is reached at %s', async (host) => {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as { port: number };
  const socket = host === undefined ? connect({ port }) : connect({ host, port });
  expect(await endOf(() => socket, 'connect')).toBeNull();
  socket.destroy();
  server.close();
  expect(refused).toEqual([]);
});

it('every project has the guard', () => {
  expect(config.test?.setupFiles).toContain('test/loopback-only.ts');
  for (const project of config.test?.projects ?? []) expect(project).toMatchObject({ extends: true });
});
