import { type NetConnectOpts, Socket } from 'node:net';
import { afterAll, expect } from 'vitest';

/**
 * Runs before each file of every project. A test whose exchange has no simulated origin would call the exchange itself: such a connection is
 * refused, and its file fails even where the product takes the refusal for an outage.
 */
export const refused: string[] = [];
const { connect } = Socket.prototype;

/** The forms of `Socket.connect`; Node itself hands over its arguments as one array. */
type Arguments = readonly [NetConnectOpts | number | string | readonly [NetConnectOpts, ...unknown[]], ...unknown[]];

/** Null for a socket of the file system. */
function hostIn([first, second]: Arguments): string | null {
  const target = Array.isArray(first) ? (first[0] as NetConnectOpts) : (first as NetConnectOpts | number | string);
  if (typeof target === 'number') return typeof second === 'string' ? second : 'localhost';
  if (typeof target === 'string' || ('path' in target && typeof target.path === 'string')) return null;
  return 'host' in target ? (target.host ?? 'localhost') : 'localhost';
}

/** Names under `invalid` are reserved (RFC 6761): no host has one. */
function isHere(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|::1)$|\.invalid$/.test(host);
}

Socket.prototype.connect = function guarded(this: Socket, ...given: Parameters<typeof connect>): Socket {
  const host = hostIn(given as unknown as Arguments);
  if (host === null || isHere(host)) return connect.apply(this, given);
  refused.push(host);
  const error = new Error(`a test must not contact ${host}: give the test a simulated origin`);
  process.nextTick(() => this.destroy(error));
  return this;
} as typeof connect;

afterAll(() => {
  // Files of one worker may share the class: the next file guards on its own.
  Socket.prototype.connect = connect;
  expect(refused, 'hosts that the file has tried to contact').toEqual([]);
});
