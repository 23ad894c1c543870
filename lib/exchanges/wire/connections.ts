import {
  type ClientRequestArgs,
  type Agent as HttpAgent,
  Agent as PlainAgent,
  request as plainRequest,
} from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/**
 * A connection that was idle for longer than this is closed, well before a load balancer's limit: a dead connection that is used again is
 * an order of unknown fate. The wall clock counts, because Lambda freezes a container between calls, and the container's timers too.
 */
const longestIdleMs = 15_000;

/** An exchange may close a connection without a request sooner. */
const longestUnusedMs = 5000;

/** The connections of one protocol to the exchanges, kept between requests. */
export interface Protocol {
  readonly agent: HttpAgent;
  readonly request: typeof plainRequest;
  /** The event of a connection that may carry the first byte. */
  readonly ready: 'connect' | 'secureConnect';
  /** Connections that were opened early, by host and port, until a request takes them. */
  readonly opened: Map<string, Opened>;
}

interface Opened {
  readonly socket: Socket;
  readonly at: number;
}

const agentOptions = { keepAlive: true, maxSockets: 64, timeout: longestIdleMs, scheduling: 'lifo' } as const;

const protocols: Readonly<Record<string, Protocol>> = {
  'http:': protocolOver(new PlainAgent(agentOptions), plainRequest, 'connect'),
  'https:': protocolOver(new TlsAgent(agentOptions), tlsRequest, 'secureConnect'),
};

const opening = new WeakSet<Socket>();
const idleSince = new WeakMap<Socket, number>();

/** An agent that takes the opened connection first, and notes since when a connection is idle. */
function protocolOver(agent: HttpAgent, request: typeof plainRequest, ready: Protocol['ready']): Protocol {
  const opened = new Map<string, Opened>();
  const connectAnew = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => takeOpened(opened, keyOf(options)) ?? connectAnew(options, done);
  agent.on('free', (socket: Socket) => idleSince.set(socket, Date.now()));
  return { agent, request, ready, opened };
}

/** Node's agents name their connections by the same text. */
function keyOf({ host, port }: Pick<ClientRequestArgs, 'host' | 'port'>): string {
  return `${host}:${port}:`;
}

function takeOpened(opened: Map<string, Opened>, key: string): Socket | null {
  const found = opened.get(key);
  opened.delete(key);
  if (found === undefined || isUsable(found)) return found?.socket.ref() ?? null;
  found.socket.destroy();
  return null;
}

function isUsable({ socket, at }: Opened): boolean {
  return socket.writable && isYoung(at, longestUnusedMs);
}

function isYoung(since: number, longestMs: number): boolean {
  return Math.abs(Date.now() - since) < longestMs;
}

/** Undefined for a protocol that no exchange speaks. Connections that may be dead are closed first. */
export function protocolTo({ protocol }: URL): Protocol | undefined {
  const found = protocols[protocol];
  if (found !== undefined) closeStale(found.agent);
  return found;
}

function closeStale({ freeSockets }: HttpAgent): void {
  for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? []))
    if (!isYoung(idleSince.get(socket) ?? 0, longestIdleMs)) socket.destroy();
}

/** Whether the first byte still waits for the connection. */
export function isOpening(socket: Socket): boolean {
  return socket.connecting || opening.has(socket);
}

/**
 * Starts a connection for the next request to an origin, unless an idle connection waits there: the handshakes run while a first call opens
 * its key. Nobody waits for the outcome. Where the connection fails, the request opens a second connection and tells of the second failure.
 */
export function openEarly(origin: string): void {
  const url = new URL(origin);
  const protocol = protocolTo(url);
  if (protocol === undefined) return;
  const address = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || defaultPorts[url.protocol]) };
  const key = keyOf(address);
  if (hasIdle(protocol.agent, key) || hasOpened(protocol, key)) return;
  protocol.opened.get(key)?.socket.destroy();
  const socket = startTo(address, protocol);
  protocol.opened.set(key, { socket, at: Date.now() });
  opening.add(socket);
  socket.once(protocol.ready, () => opening.delete(socket));
  socket.on('error', () => socket.destroy());
  socket.unref();
}

function hasOpened({ opened }: Protocol, key: string): boolean {
  const found = opened.get(key);
  return found !== undefined && isUsable(found);
}

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

function hasIdle({ freeSockets }: HttpAgent, key: string): boolean {
  return Object.entries(freeSockets).some(
    ([name, sockets]) => name.startsWith(key) && sockets?.some((socket) => !socket.destroyed),
  );
}

function startTo(address: { readonly host: string; readonly port: number }, { ready }: Protocol): Socket {
  if (ready === 'connect') return connect({ ...address, noDelay: true });
  const servername = isIP(address.host) === 0 ? address.host : '';
  return connectTls({ ...address, servername, ALPNProtocols: ['http/1.1'] }).setNoDelay(true);
}
