import type { ClientRequest, IncomingMessage } from 'node:http';
import { timed } from '../../aws/call-context.ts';
import { isOpening, type Protocol, protocolTo } from './connections.ts';

/** How far a request came: nothing left the machine, some bytes may have arrived, or the whole answer is here. */
export type Phase = 'notSent' | 'sent' | 'complete';

/** A request that got no usable answer. `phase` alone decides whether the exchange may have acted on it. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly phase: Phase;
  readonly timedOut: boolean;

  constructor(message: string, phase: Phase, timedOut = false) {
    super(message);
    this.phase = phase;
    this.timedOut = timedOut;
  }
}

export interface HttpReply {
  readonly status: number;
  /** The whole body as text. */
  readonly body: string;
  /** The `Date` header: the time at the exchange, in whole seconds. */
  readonly date?: string | undefined;
  /** All headers, by names in lower case. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface TransportOptions {
  /** The one origin this transport may talk to (`https://api.kraken.com`). */
  readonly origin: string;
  /** Milliseconds for connect, headers and body together; read for every request. */
  readonly timeoutMs: () => number;
  /** Largest answer accepted, in bytes. */
  readonly maxBytes?: number;
}

export type Transport = (request: HttpRequest) => Promise<HttpReply>;

/**
 * An HTTP client with one deadline over connect, headers and body, a size cap, one allowed origin, no redirects and no retries. Node's
 * own `fetch` and `Headers` would load undici, which costs 30 ms of a cold start.
 */
export function createTransport(options: TransportOptions): Transport {
  const { origin } = new URL(options.origin);
  return async (request) => {
    const target = URL.parse(request.url);
    if (target?.origin !== origin) throw new TransportError(`refused to contact ${target?.origin}`, 'notSent');
    return timed('exchange', () =>
      exchangeBytes(target, request, options.timeoutMs(), options.maxBytes ?? 32 * 1024 * 1024),
    );
  };
}

function exchangeBytes(target: URL, request: HttpRequest, timeoutMs: number, maxBytes: number): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    if (timeoutMs <= 0) return reject(new TransportError('no time left to contact the exchange', 'notSent', true));
    const protocol = protocolTo(target);
    if (protocol === undefined) return reject(new TransportError(`refused protocol ${target.protocol}`, 'notSent'));
    let phase: Phase = 'notSent';
    let timedOut = false;
    const call = openRequest(protocol, target, request);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(
        new TransportError(timedOut ? `no complete answer within ${timeoutMs} ms` : error.message, phase, timedOut),
      );
    };
    const timer = setTimeout(() => {
      timedOut = true;
      const end = new Error('deadline');
      call.destroy(end);
      fail(end); // a call that Node has destroyed before emits nothing more
    }, timeoutMs);
    call.on('error', fail);
    // Without a listener Node drops the connection and emits neither `response` nor `error`.
    call.on('upgrade', (_response, socket) => {
      socket.destroy();
      fail(new Error('answered by a change of protocol'));
    });
    call.on('socket', (socket) => {
      // From the moment a connected socket may carry the first byte, the exchange may act on it.
      if (isOpening(socket))
        socket.once(protocol.ready, () => {
          phase = 'sent';
        });
      else phase = 'sent';
    });
    call.on('response', (response) => {
      readBody(response, maxBytes).then(
        (body) => {
          clearTimeout(timer);
          const { statusCode: status = 0, headers } = response;
          resolve({ status, body: body.toString('utf8'), date: headers.date, headers });
        },
        (error: Error) => {
          call.destroy();
          fail(error);
        },
      );
    });
    call.end(request.body);
  });
}

/** Throws before a socket is opened: a key with a line break in it cannot become a header. */
function openRequest(protocol: Protocol, target: URL, request: HttpRequest): ClientRequest {
  try {
    return protocol.request(target, {
      method: request.method,
      headers: outgoingHeaders(request),
      agent: protocol.agent,
    });
  } catch {
    // Node's message names the header's value.
    throw new TransportError('the request has a character that HTTP does not allow in a header', 'notSent');
  }
}

function outgoingHeaders(request: HttpRequest): Record<string, string | number> {
  return {
    ...request.headers,
    'User-Agent': 'oems',
    'Accept-Encoding': 'identity',
    ...(request.body === undefined ? {} : { 'Content-Length': Buffer.byteLength(request.body) }),
  };
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw new Error(`answer larger than ${maxBytes} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
