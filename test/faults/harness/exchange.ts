import { decodeParams } from '../../../infra/local/exchanges/kraken/spot/request.ts';
import type { ExchangeAnswer, ExchangeRequest } from '../../../infra/local/exchanges/server/messages.ts';
import type { Protocol } from '../../../infra/local/exchanges/server/server.ts';
import { timed } from '../../../lib/aws/call-context.ts';
import type {
  HttpReply,
  HttpRequest,
  Phase,
  Transport,
  TransportOptions,
} from '../../../lib/exchanges/wire/transport.ts';
import { type ExchangeFault, exchangeFaults, keeping } from './exchange-faults.ts';
import { callDependency, currentInvocation, type DependencyCall, type VirtualTime } from './time.ts';

/** One signed request as it leaves: the scenario's plan looks at it, the judge counts its nonce. */
export interface Sent {
  /** `AddOrder`, `sendorder`, `orders/status`, `history/orders` … */
  readonly name: string;
  /** How many of this name have left before it. */
  readonly nth: number;
  readonly invocation: string;
  readonly apiKey: string;
  readonly nonce: string | null;
  readonly signature: string;
  /** Of an order. */
  readonly clientOrderId: string | null;
  readonly params: Readonly<Record<string, string>>;
  /** True time at which it left. */
  readonly at: number;
}

/** One arrival of a request at the exchange, be it a copy, and what the exchange made of it. */
export interface Delivery {
  readonly sent: Sent;
  readonly at: number;
  readonly answer: ExchangeAnswer['body'];
}

export interface ExchangeWire {
  readonly protocols: Readonly<Record<string, Protocol>>;
  readonly sent: Sent[];
  readonly deliveries: Delivery[];
  readonly now: () => number;
  readonly fault: (sent: Sent) => ExchangeFault | undefined;
}

let wire: ExchangeWire | null = null;
export function connectExchanges(next: ExchangeWire | null): void {
  wire = next;
}

type NewTransportError = new (message: string, phase: Phase, timedOut?: boolean) => Error;

/** createTransport without sockets: the same refusals, phases and deadline, over virtual time. */
export function transportOver(TransportError: NewTransportError) {
  return (options: TransportOptions): Transport => {
    const { origin } = new URL(options.origin);
    return async (request) => {
      const { url } = request;
      if (URL.parse(url)?.origin !== origin) throw new TransportError('refused to contact another origin', 'notSent');
      const timeoutMs = options.timeoutMs();
      return timed('exchange', () => exchangeBytes(TransportError, url, request, timeoutMs));
    };
  };
}

function exchangeBytes(
  TransportError: NewTransportError,
  url: string,
  request: HttpRequest,
  timeoutMs: number,
): Promise<HttpReply> {
  const protocol = wire?.protocols[new URL(url).origin];
  if (wire === null || protocol === undefined) throw new Error(`no exchange at ${url}`);
  const received = asReceived(url, request);
  if (currentInvocation() === undefined) return Promise.resolve(replyOf(protocol.handle(received)));
  if (timeoutMs <= 0) throw new TransportError('no time left to contact the exchange', 'notSent', true);
  const { sent: before, deliveries, now } = wire;
  const sent = sentOf(received, before, now());
  const fault = sent === null ? undefined : wire.fault(sent);
  return callDependency(
    `exchange ${sent?.name ?? received.path}${fault === undefined ? '' : ` [${fault.kind}]`}`,
    (dependency, time) =>
      playScene(TransportError, {
        ...{ dependency, time, protocol, received, timeoutMs, fault },
        label: sent?.name ?? received.path,
        note: (answer) => sent !== null && deliveries.push({ sent, at: now(), answer: answer.body }),
      }),
  );
}

interface Play {
  readonly dependency: DependencyCall<HttpReply>;
  readonly time: VirtualTime;
  readonly protocol: Protocol;
  readonly received: ExchangeRequest;
  readonly timeoutMs: number;
  readonly fault: ExchangeFault | undefined;
  readonly label: string;
  readonly note: (answer: ExchangeAnswer) => void;
}

function playScene(TransportError: NewTransportError, play: Play): void {
  const { dependency, time, protocol, received, timeoutMs, fault, label } = play;
  const by = currentInvocation()?.name;
  const cut = (ms: number, how: 'notSent' | 'sent' | 'timedOut'): void =>
    dependency.end(Math.min(ms, timeoutMs), () => {
      time.note(`${by} <- ${label}: ${how}`);
      throw new TransportError(how, how === 'notSent' ? how : 'sent', how === 'timedOut' || ms >= timeoutMs);
    });
  const scene = {
    upMs: 10 + Math.floor(time.random() * 40),
    downMs: 5 + Math.floor(time.random() * 40),
    timeoutMs,
    applied: fault?.applied ?? true,
    ms: fault?.ms ?? 0,
    failures: protocol.failures ?? {},
    cut,
    land: (ms: number, keep: (answer: ExchangeAnswer) => void = () => undefined): void =>
      dependency.later(ms, () => {
        const answer = protocol.handle(received);
        play.note(answer);
        time.note(`${by} => ${label} lands: ${JSON.stringify(answer.body).slice(0, 160)}`);
        keep(answer);
      }),
    reply: (ms: number, answer: () => ExchangeAnswer): void => {
      if (ms >= timeoutMs) cut(timeoutMs, 'timedOut');
      else dependency.end(ms, () => replyOf(answer()));
    },
  };
  if (fault === undefined) keeping(scene, scene.upMs, scene.upMs + scene.downMs);
  else exchangeFaults[fault.kind](scene);
}

/** Null for public requests. */
function sentOf(request: ExchangeRequest, before: Sent[], at: number): Sent | null {
  const { path, headers } = request;
  const apiKey = String(headers['api-key'] ?? headers.apikey ?? '');
  if (apiKey === '') return null;
  const name = path.replace(/^\/0\/private\/|^\/derivatives\/api\/v\d\/|^\/api\/(?=history)/g, '').replace(/\/v\d/, '');
  // Kraken takes a form or, for relative prices, JSON: the simulator's own reader knows both.
  const params = decodeParams(request);
  const { nonce = null, cl_ord_id, cliOrdId } = params;
  const sent = {
    name,
    nth: before.filter((other) => other.name === name).length,
    invocation: currentInvocation()?.name ?? '',
    apiKey,
    nonce,
    signature: String(headers['api-sign'] ?? headers.authent ?? ''),
    clientOrderId: name === 'AddOrder' || name === 'sendorder' ? (cl_ord_id ?? cliOrdId ?? null) : null,
    params,
    at,
  };
  before.push(sent);
  return sent;
}

function asReceived(url: string, { method, headers = {}, body = '' }: HttpRequest): ExchangeRequest {
  const { pathname, search } = new URL(url);
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { method, path: pathname, query: search.slice(1), headers: Object.fromEntries(lowered), body };
}

function replyOf({ status, body }: ExchangeAnswer): HttpReply {
  return { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
}
