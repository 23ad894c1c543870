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
import type { ReadRequest, Refused, Scene } from '../scenes/scene.ts';
import { type ExchangeFault, exchangeFaults, keeping } from './exchange-faults.ts';
import { callDependency, currentInvocation, type DependencyCall, type VirtualTime } from './time.ts';

/** One signed request as it leaves: the scenario's plan looks at it, the judge counts its nonce. */
export interface Sent extends ReadRequest {
  /** How many of this name have left before it. */
  readonly nth: number;
  readonly invocation: string;
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
  readonly scene: Scene;
  /** By origin. */
  readonly protocols: Readonly<Record<string, Protocol>>;
  readonly sent: Sent[];
  readonly deliveries: Delivery[];
  /** Every fault that a request has met. */
  readonly struck: ExchangeFault[];
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
  const { scene, sent: before, deliveries, now } = wire;
  const sent = sentOf(scene.read(received), before, now());
  const fault = sent === null ? undefined : wire.fault(sent);
  if (fault !== undefined) wire.struck.push(fault);
  return callDependency(
    `exchange ${sent?.name ?? received.path}${fault === undefined ? '' : ` [${fault.kind}]`}`,
    (dependency, time) =>
      playPassage(TransportError, {
        ...{ scene, dependency, time, protocol, received, timeoutMs, fault },
        label: sent?.name ?? received.path,
        note: (answer) => sent !== null && deliveries.push({ sent, at: now(), answer: answer.body }),
      }),
  );
}

interface Play {
  readonly scene: Scene;
  readonly dependency: DependencyCall<HttpReply>;
  readonly time: VirtualTime;
  readonly protocol: Protocol;
  readonly received: ExchangeRequest;
  readonly timeoutMs: number;
  readonly fault: ExchangeFault | undefined;
  readonly label: string;
  readonly note: (answer: ExchangeAnswer) => void;
}

function playPassage(TransportError: NewTransportError, play: Play): void {
  const { dependency, time, protocol, received, timeoutMs, fault, label } = play;
  const by = currentInvocation()?.name;
  const cut = (ms: number, how: 'notSent' | 'sent' | 'timedOut'): void =>
    dependency.end(Math.min(ms, timeoutMs), () => {
      time.note(`${by} <- ${label}: ${how}`);
      throw new TransportError(how, how === 'notSent' ? how : 'sent', how === 'timedOut' || ms >= timeoutMs);
    });
  const passage = {
    upMs: 10 + Math.floor(time.random() * 40),
    downMs: 5 + Math.floor(time.random() * 40),
    timeoutMs,
    applied: fault?.applied ?? true,
    ms: fault?.ms ?? 0,
    failures: protocol.failures ?? {},
    spoiled: play.scene.spoiled,
    chance: () => fault?.chance ?? time.random(),
    refusal: (how: Refused) => play.scene.refuse(received, how, protocol.clock?.() ?? time.now()),
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
      else dependency.end(ms, () => ({ ...replyOf(answer()), date: dateOf(protocol) }));
    },
  };
  if (fault === undefined) keeping(passage, passage.upMs, passage.upMs + passage.downMs);
  else exchangeFaults[fault.kind](passage);
}

/** Null for public requests. */
function sentOf(request: ReadRequest | null, before: Sent[], at: number): Sent | null {
  if (request === null) return null;
  const nth = before.filter(({ name }) => name === request.name).length;
  const sent = { ...request, nth, invocation: currentInvocation()?.name ?? '', at };
  before.push(sent);
  return sent;
}

function asReceived(url: string, { method, headers = {}, body = '' }: HttpRequest): ExchangeRequest {
  const { pathname, search } = new URL(url);
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { method, path: pathname, query: search.slice(1), headers: Object.fromEntries(lowered), body };
}

/** As the exchange's clock shows; an answer bears the time at which it leaves the exchange, in whole seconds. */
function dateOf({ clock }: Protocol): string | undefined {
  return clock && new Date(clock()).toUTCString();
}

function replyOf({ status, body, headers = {} }: ExchangeAnswer): HttpReply {
  return { status, body: typeof body === 'string' ? body : JSON.stringify(body), headers };
}
