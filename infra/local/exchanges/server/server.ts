import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Keeping } from '../engine/keeping.ts';
import type { Fault } from './faults.ts';
import { misbehave, parseFault } from './faults.ts';
import type { ExchangeAnswer, ExchangeRequest } from './messages.ts';
import { count, jsonObject, readRequest, send } from './wire.ts';

/** A private request, in order of arrival. `params` are decoded and never hold a signature or a secret. */
export interface LogEntry {
  at: number;
  path: string;
  apiKey: string | null;
  nonce: string | null;
  accepted: boolean;
  error: string | null;
  clientOrderId: string | null;
  params: Record<string, string>;
}

/**
 * An exchange without its sockets. `handle` is synchronous: a request is an atomic step. Two requests never interleave, and a fault happens
 * before or after the exchange acted, never in the middle.
 */
export interface Protocol {
  handle(request: ExchangeRequest): ExchangeAnswer;
  log: LogEntry[];
  /** `POST /_control/<name>` (and `GET`, with an empty body). A thrown error is answered with 400. */
  control: Record<string, (body: Record<string, unknown>) => unknown>;
  reset(): void;
  /** The state of the exchange as data. The log is not kept. */
  readonly keeping: Keeping;
  /** The exchange's clock, epoch ms: every answer bears the time in its `Date` header. Without one, the header tells the true time. */
  clock?: () => number;
  /** How this exchange's edge words a 500, 503, 504 or 429; without one, plain text. */
  failures?: Partial<Record<number, ExchangeAnswer>>;
  /** Failures that this exchange alone words, as kinds of faults of their own: `http-503-unknown`. */
  ownFailures?: Readonly<Record<string, ExchangeAnswer>>;
}

export interface SimulatorServer {
  /** Origin, e.g. `http://127.0.0.1:40123`. */
  url: string;
  close(): Promise<void>;
  /** The control surface without HTTP: `control('price', { symbol: 'BTC/USD', price: 70000 })`. Rejects on bad input. */
  control(path: string, body?: Record<string, unknown>): Promise<unknown>;
}

/** Serves an exchange and its control surface on loopback. Port 0 takes any free port. */
export async function serveProtocol(
  protocol: Protocol,
  options: { port?: number; host?: '127.0.0.1' },
): Promise<SimulatorServer> {
  const faults: Fault[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const { failures = {}, ownFailures = {} } = protocol;
  const server = createServer((request, response) => {
    serve(request, response).catch((error) => fail(response, error));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchangeRequest = await readRequest(request);
    if (exchangeRequest.path.startsWith('/_control/')) return answerControl(exchangeRequest, response);
    if (protocol.clock) response.setHeader('Date', new Date(protocol.clock()).toUTCString());
    const fault = takeFault(faults, exchangeRequest.path);
    const act = () => protocol.handle(exchangeRequest);
    if (!fault) send(response, act());
    else misbehave(fault, { response, act, later, failures, ownFailures });
  }

  function later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  }

  async function control(path: string, body: Record<string, unknown> = {}): Promise<unknown> {
    const name = path.replace(/^\/?(_control\/)?/, '');
    if (name === 'fault') return { queued: faults.push(parseFault(body, Object.keys(ownFailures))) };
    if (name === 'log') return protocol.log.slice(count('since', body.since ?? 0));
    if (name === 'reset') return reset();
    const run = Object.hasOwn(protocol.control, name) ? protocol.control[name] : undefined;
    if (!run) throw new Error(`no such control: ${name}`);
    return (await run(body)) ?? {};
  }

  function reset(): Record<string, never> {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    faults.length = 0;
    protocol.reset();
    protocol.log.length = 0;
    return {};
  }

  async function answerControl(request: ExchangeRequest, response: ServerResponse): Promise<void> {
    try {
      const input =
        request.method === 'GET' ? Object.fromEntries(new URLSearchParams(request.query)) : jsonObject(request.body);
      send(response, { status: 200, body: await control(request.path, input) });
    } catch (error) {
      send(response, { status: 400, body: { error: error instanceof Error ? error.message : String(error) } });
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close, control };

  async function close(): Promise<void> {
    for (const timer of timers) clearTimeout(timer);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }
}

function takeFault(faults: Fault[], path: string): Fault | undefined {
  const index = faults.findIndex((fault) => path.endsWith(fault.path));
  const fault = faults[index];
  if (fault && --fault.times === 0) faults.splice(index, 1);
  return fault;
}

/** A throw inside a protocol is a bug of the simulator: loud on stderr, and never mistaken for an exchange's answer. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed) return;
  console.error('simulator failure', error);
  if (response.headersSent) response.destroy();
  else send(response, { status: 599, body: `simulator failure: ${error instanceof Error ? error.message : error}` });
}
