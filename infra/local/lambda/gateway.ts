import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type LocalServer, serve } from '../http-server.ts';
import type { TokenIssuer } from '../stack/token-issuer.ts';
import { authorize } from './authorizer.ts';
import type { Invocation } from './function-thread.ts';
import { type GatewayAnswer, gatewayError, jsonAnswer } from './gateway-answer.ts';
import { answerOf } from './lambda-answer.ts';
import { buildEvent, type HttpEvent, parseTarget } from './lambda-event.ts';

/** What the gateway needs of a route. Paths are literal. `scope` null: no token. */
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
  /** What this machine alone answers, beside the routes and without a token: `POST /_local/pull`. */
  readonly ownCalls?: Readonly<Record<string, () => Promise<GatewayAnswer>>>;
  /** API Gateway waits 30 s for an integration and answers 503; tests wait less. */
  readonly integrationTimeoutMs?: number;
}

const MAX_BODY_BYTES = 10 * 1024 * 1024;
const INTEGRATION_TIMEOUT_MS = 30_000;

/** Behaves as an API Gateway HTTP API with a JWT authorizer and Lambda integrations, payload format 2.0. */
export function startGateway(settings: GatewaySettings): Promise<LocalServer> {
  const routes = new Map(settings.routes.map((route) => [`${route.method} ${route.path}`, route]));

  async function respond(request: IncomingMessage, requestId: string): Promise<GatewayAnswer | undefined> {
    const target = parseTarget(request.url ?? '/');
    if (target === undefined) return gatewayError('Bad Request', requestId);
    if (target.path === '/.well-known/jwks.json' && request.method === 'GET') return jsonAnswer(settings.tokens.jwks);
    const called = `${request.method} ${target.path}`;
    const ownCall = settings.ownCalls?.[called];
    if (ownCall !== undefined) return ownCall();
    const route = routes.get(called);
    if (route === undefined) return gatewayError('Not Found', requestId);
    const { authorization } = request.headers;
    const verdict = await authorize(authorization, route.scope, settings.tokens.verifyToken, requestId);
    if (!verdict.allowed) return verdict.answer;
    const body = await readBody(request);
    if (body === 'aborted') return undefined;
    if (body === 'too-large') return gatewayError('Request Entity Too Large', requestId);
    const { authorizer } = verdict;
    return integrate(route, buildEvent({ request, requestId, target, body, authorizer, now: new Date() }));
  }

  async function integrate(route: GatewayRoute, event: HttpEvent): Promise<GatewayAnswer> {
    const { requestId } = event.requestContext;
    const patience = new AbortController();
    const limit = delay(settings.integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS, 'late' as const, patience);
    try {
      const invocation = settings.invoke(route.functionName, event, route.timeoutSeconds * 1000);
      const first = await Promise.race([invocation, limit]);
      return first === 'late' ? gatewayError('Service Unavailable', requestId) : answerOf(first, requestId);
    } finally {
      patience.abort();
    }
  }

  return serve(async (request, response) => {
    const requestId = randomUUID();
    response.on('error', () => response.destroy());
    const answer = await respond(request, requestId).catch(() => gatewayError('Internal Server Error', requestId));
    if (answer !== undefined) write(response, request, answer, requestId);
  }, settings.port);
}

/** The whole body, or why there is none. Reads no more than the limit from a client that lies about its length. */
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
  // What the client still sends is read and dropped, or it would be taken for the next request of its connection.
  if (!request.complete) request.resume();
  if (response.destroyed) return;
  const sent = setHeaders(response, answer, requestId) ? answer : gatewayError('Internal Server Error', requestId);
  if (sent !== answer) setHeaders(response, sent, requestId);
  response.writeHead(sent.statusCode).end(request.method === 'HEAD' ? undefined : sent.body);
}

/** False, with no header left, when the function returned a header that HTTP does not allow. */
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
