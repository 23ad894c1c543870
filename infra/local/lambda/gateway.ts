import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type LocalServer, serve } from '../http-server.ts';
import type { TokenIssuer } from '../stack/token-issuer.ts';
import { authorize } from './authorizer.ts';
import type { Invocation } from './function-thread.ts';
import { type GatewayAnswer, gatewayError, jsonAnswer, type OwnCalls } from './gateway-answer.ts';
import { answerOf } from './lambda-answer.ts';
import { buildEvent, type EventParts, type HttpEvent, parseTarget } from './lambda-event.ts';

/** The fields of a route that the gateway reads. Paths are literal. `scope` null: no token needed. */
export interface GatewayRoute {
  readonly functionName: string;
  readonly method: string;
  readonly path: string;
  readonly scope: string | null;
  readonly timeoutSeconds: number;
}

export interface GatewaySettings {
  readonly routes: readonly GatewayRoute[];
  readonly invoke: (functionName: string, event: HttpEvent, timeoutMs: number) => Promise<Invocation>;
  readonly tokens: Pick<TokenIssuer, 'verifyToken' | 'jwks'>;
  readonly port?: number;
  readonly ownCalls?: OwnCalls;
  /** How to get a token for this stack: the field `hint` of a 401. API Gateway's 401 has no hint. */
  readonly tokenHint?: string;
  /** API Gateway waits 30 s for an integration, then answers 503. Tests wait less. */
  readonly integrationTimeoutMs?: number;
}

const MAX_BODY_BYTES = 10 * 1024 * 1024;
const INTEGRATION_TIMEOUT_MS = 30_000;

/** A gateway request while the gateway answers. */
interface Call {
  readonly request: IncomingMessage;
  readonly requestId: string;
}

interface Gateway {
  readonly settings: GatewaySettings;
  /** By method and path. */
  readonly routes: ReadonlyMap<string, GatewayRoute>;
}

/** Behaves as an HTTP API of API Gateway with a JWT authorizer and Lambda integrations, payload format 2.0. */
export function startGateway(settings: GatewaySettings): Promise<LocalServer> {
  const routes = new Map(settings.routes.map((route) => [`${route.method} ${route.path}`, route]));
  return serve(async (request, response) => {
    const requestId = randomUUID();
    response.on('error', () => response.destroy());
    const answer = await respond({ settings, routes }, { request, requestId }).catch(() =>
      gatewayError('Internal Server Error', requestId),
    );
    if (answer !== undefined) write(response, request, answer, requestId);
  }, settings.port);
}

async function respond({ settings, routes }: Gateway, call: Call): Promise<GatewayAnswer | undefined> {
  const { request, requestId } = call;
  const target = parseTarget(request.url ?? '/');
  if (target === undefined) return gatewayError('Bad Request', requestId);
  if (target.path === '/.well-known/jwks.json' && request.method === 'GET') return jsonAnswer(settings.tokens.jwks);
  const called = `${request.method} ${target.path}`;
  const { ownCalls = {} } = settings;
  const ownCall = Object.hasOwn(ownCalls, called) ? ownCalls[called] : undefined;
  if (ownCall !== undefined) return callOwn(ownCall, request, requestId);
  const route = routes.get(called);
  return route === undefined ? gatewayError('Not Found', requestId) : callRoute(settings, route, call, target);
}

async function callOwn(
  ownCall: OwnCalls[string],
  request: IncomingMessage,
  requestId: string,
): Promise<GatewayAnswer | undefined> {
  const body = await readBody(request);
  if (body === 'aborted') return undefined;
  if (body === 'too-large') return gatewayError('Request Entity Too Large', requestId);
  return ownCall({ contentType: request.headers['content-type'] ?? '', body: body.toString() });
}

async function callRoute(
  settings: GatewaySettings,
  route: GatewayRoute,
  { request, requestId }: Call,
  target: EventParts['target'],
): Promise<GatewayAnswer | undefined> {
  const { authorization } = request.headers;
  const verdict = await authorize(authorization, route.scope, settings.tokens.verifyToken, requestId);
  if (!verdict.allowed) return hinted(verdict.answer, settings.tokenHint);
  const body = await readBody(request);
  if (body === 'aborted') return undefined;
  if (body === 'too-large') return gatewayError('Request Entity Too Large', requestId);
  const { authorizer } = verdict;
  return integrate(settings, route, buildEvent({ request, requestId, target, body, authorizer, now: new Date() }));
}

function hinted(answer: GatewayAnswer, hint: string | undefined): GatewayAnswer {
  if (answer.statusCode !== 401 || hint === undefined) return answer;
  return { ...answer, body: Buffer.from(JSON.stringify({ ...JSON.parse(answer.body.toString()), hint })) };
}

async function integrate(settings: GatewaySettings, route: GatewayRoute, event: HttpEvent): Promise<GatewayAnswer> {
  const { requestId } = event.requestContext;
  const limit = new AbortController();
  const timeout = delay(settings.integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS, 'late' as const, limit);
  try {
    const invocation = settings.invoke(route.functionName, event, route.timeoutSeconds * 1000);
    const first = await Promise.race([invocation, timeout]);
    return first === 'late' ? gatewayError('Service Unavailable', requestId) : answerOf(first, requestId);
  } finally {
    limit.abort();
  }
}

/** The whole body, or the reason for a missing body. Stops at the limit even if the content length is wrong. */
async function readBody(request: IncomingMessage): Promise<Buffer | 'too-large' | 'aborted'> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return 'too-large';
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += (chunk as Buffer).length;
      if (size > MAX_BODY_BYTES) return 'too-large';
      chunks.push(chunk as Buffer);
    }
  } catch {
    return 'aborted';
  }
  return Buffer.concat(chunks);
}

function write(response: ServerResponse, request: IncomingMessage, answer: GatewayAnswer, requestId: string): void {
  // Reads and drops the rest of the request. Otherwise the rest would be parsed as the next request of the connection.
  if (!request.complete) request.resume();
  if (response.destroyed) return;
  const sent = setHeaders(response, answer, requestId) ? answer : gatewayError('Internal Server Error', requestId);
  if (sent !== answer) setHeaders(response, sent, requestId);
  response.writeHead(sent.statusCode).end(request.method === 'HEAD' ? undefined : sent.body);
}

/** False, with all headers removed, if the function returned a header that HTTP does not allow. */
function setHeaders(response: ServerResponse, answer: GatewayAnswer, requestId: string): boolean {
  try {
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    response.setHeader('apigw-requestid', requestId);
    if (answer.statusCode !== 204) response.setHeader('content-length', answer.body.length);
    return true;
  } catch {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    return false;
  }
}
