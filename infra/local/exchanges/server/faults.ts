import type { ServerResponse } from 'node:http';
import { withGarbledRow } from './garbled-rows.ts';
import type { ExchangeAnswer } from './messages.ts';
import { count, render, send } from './wire.ts';

/** One queued misbehaviour. `path` is matched against the end of the request path. */
export interface Fault {
  path: string;
  /** A kind of every exchange, or one of the exchange's own failures. */
  kind: string;
  times: number;
  ms: number;
  /** Row, field and form of `garbled-row`, between 0 and 1. */
  chance: number;
  /** Whether the exchange acts on the request; undefined takes the kind's own default. */
  applied: boolean | undefined;
}

interface Scene {
  response: ServerResponse;
  act: () => ExchangeAnswer;
  later: (ms: number, run: () => void) => void;
  failures: Partial<Record<number, ExchangeAnswer>>;
  /** Failures that this exchange alone words, by kind. */
  ownFailures: Readonly<Record<string, ExchangeAnswer>>;
}

type Misbehaviour = (fault: Fault, scene: Scene) => void;

function page(title: string) {
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>${title}</body>\r\n</html>\r\n`;
}
function html(status: number, title: string): ExchangeAnswer {
  return { status, body: page(title), contentType: 'text/html' };
}

const kinds = {
  'drop-before': (_fault, { response }) => response.socket?.destroy(),
  'drop-after': (_fault, { response, act }) => {
    act();
    response.socket?.destroy();
  },
  delay: ({ ms, applied }, { response, act, later }) => {
    const early = applied === false ? undefined : act();
    later(ms, () => answer(response, early ?? act()));
  },
  late: ({ ms }, { response, act, later }) => {
    later(ms, act);
    response.socket?.destroy();
  },
  'http-500': failure(500, 'Internal Server Error'),
  'http-502-html': (fault, scene) => refuse(fault, scene, html(502, '502 Bad Gateway')),
  'http-503': failure(503, 'Service Unavailable'),
  'http-504': failure(504, 'Gateway Timeout'),
  'http-429': failure(429, 'Too Many Requests'),
  truncate: (_fault, { response, act }) => {
    const { head, bytes } = render(act());
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    response.writeHead(200, { ...head, 'content-length': String(half.length) }).end(half);
  },
  'garbled-row': ({ chance }, { response, act }) => {
    const told = act();
    send(response, { ...told, body: withGarbledRow(told.body, chance) });
  },
  'empty-200': (fault, scene) => replace(fault, scene, { status: 200, body: '', contentType: 'application/json' }),
  'html-200': (fault, scene) => replace(fault, scene, html(200, 'Just a moment...')),
  reset: (_fault, scene) => halfBody(scene, () => scene.later(20, () => scene.response.socket?.resetAndDestroy())),
  'stall-body': (_fault, scene) => halfBody(scene, () => {}),
  duplicate: (_fault, { response, act }) => {
    const first = act();
    act();
    send(response, first);
  },
} satisfies Record<string, Misbehaviour>;

export const faultKinds: readonly string[] = Object.keys(kinds);

/** Kinds with a choice of `applied`. Every further kind fixes `applied`. */
const choosesApplied = /^(delay|empty-200|html-200|http-)/;

export function misbehave(fault: Fault, scene: Scene): void {
  const own = scene.ownFailures[fault.kind];
  if (own !== undefined) refuse(fault, scene, own);
  else kinds[fault.kind as keyof typeof kinds](fault, scene);
}

/** Control input to a fault. `ownKinds`: all begin with `http-`. Throws naming the bad field. */
export function parseFault(body: Record<string, unknown>, ownKinds: readonly string[] = []): Fault {
  const { path, kind, times = 1, ms = 1000, chance = 0, applied } = body;
  if (typeof path !== 'string' || path === '') throw new Error('path must be the end of a request path');
  const known = [...faultKinds, ...ownKinds];
  if (typeof kind !== 'string' || !known.includes(kind)) throw new Error(`kind must be one of ${known.join(', ')}`);
  if (count('times', times) === 0) throw new Error('times must be 1 or more');
  if (applied !== undefined && typeof applied !== 'boolean') throw new Error('applied must be true or false');
  if (applied !== undefined && !choosesApplied.test(kind)) throw new Error(`applied has no meaning for ${kind}`);
  if (typeof chance !== 'number' || chance < 0 || chance >= 1) throw new Error('chance must be from 0 to below 1');
  return { path, kind, chance, times: count('times', times), ms: count('ms', ms), applied };
}

function failure(status: number, text: string): Misbehaviour {
  return (fault, scene) => refuse(fault, scene, scene.failures[status] ?? { status, body: text });
}

/** An edge error: by default the exchange never saw the request. */
function refuse(fault: Fault, { response, act }: Scene, substitute: ExchangeAnswer): void {
  if (fault.applied === true) act();
  send(response, substitute);
}

/** A spoiled answer: by default the exchange did act. */
function replace(fault: Fault, { response, act }: Scene, substitute: ExchangeAnswer): void {
  if (fault.applied !== false) act();
  send(response, substitute);
}

/** Promises the whole body, delivers half. */
function halfBody({ response, act }: Scene, then: () => void): void {
  const { head, bytes } = render(act());
  response.writeHead(200, head).flushHeaders();
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => then());
}

/** The client may have hung up while the answer was held back. */
function answer(response: ServerResponse, exchangeAnswer: ExchangeAnswer): void {
  if (!response.destroyed) send(response, exchangeAnswer);
}
