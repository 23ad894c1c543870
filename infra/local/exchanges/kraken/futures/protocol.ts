import type { ExchangeAnswer, ExchangeRequest } from '../../server/messages.ts';
import type { LogEntry, Protocol } from '../../server/server.ts';
import { type AnswerShapes, noSuchEndpoint, shaped } from './answer-shapes.ts';
import { authenticate } from './auth.ts';
import { findRoute, permit } from './endpoints.ts';
import type { FuturesExchange } from './exchange.ts';
import { bringUpToDate, openAccount } from './exchange.ts';
import { spend } from './rate-limits.ts';
import type { Params } from './refusal.ts';
import { Refusal } from './refusal.ts';
import { iso } from './render-order.ts';

export interface FuturesProtocol extends Protocol {
  /** The live state, for judges in the same process: the ledger of an account is true, whatever is hidden. Replaced by a reset. */
  exchange(): FuturesExchange;
}

/** One request, one atomic step: authenticate, permit, bring the customer up to date, act, answer as the service concerned does. */
export function createHandler(exchange: () => FuturesExchange, log: LogEntry[]) {
  return (request: ExchangeRequest): ExchangeAnswer => {
    const params = readParams(request);
    const found = findRoute(request.method, request.path);
    const service = serviceOf(request.path, exchange().settings.answers);
    const now = exchange().world.now();
    if (!found) return service.refuse(noSuchEndpoint(), now);
    const { route, segment } = found;
    try {
      if (route.access === 'public') return service.answer(route.run(exchange(), params, segment), now);
      return service.answer(runPrivate(exchange(), log, { request, params, route }), now);
    } catch (error) {
      if (error instanceof Refusal) return service.refuse(error, now);
      throw error;
    }
  };
}

type PrivateRoute = Exclude<NonNullable<ReturnType<typeof findRoute>>['route'], { access: 'public' }>;

function runPrivate(
  exchange: FuturesExchange,
  log: LogEntry[],
  { request, params, route }: { request: ExchangeRequest; params: Params; route: PrivateRoute },
): object {
  const entry = entryOf(exchange, request, params);
  log.push(entry);
  try {
    const key = authenticate(exchange.keys, request);
    permit(route, key);
    if (exchange.settings.rateLimits)
      spend(key.spent, poolOf(request.path), costOf(route, params), exchange.world.now());
    const account = openAccount(exchange, key.customer);
    bringUpToDate(exchange, account);
    const answer = route.run(exchange, account, params, key);
    bringUpToDate(exchange, account);
    entry.accepted = true;
    entry.error = businessRefusal(answer);
    return answer;
  } catch (error) {
    entry.error = error instanceof Error ? error.message : String(error);
    throw error;
  }
}

function costOf({ cost }: PrivateRoute, params: Params) {
  return typeof cost === 'number' ? cost : cost(params);
}
function poolOf(path: string) {
  return path.startsWith('/api/history/') ? 'history' : 'derivatives';
}

/** Parameters come in the query, in a form body, or both; the body is a form whatever its content type says. */
function readParams(request: ExchangeRequest): Params {
  return new URLSearchParams([request.query, request.body].filter(Boolean).join('&'));
}

function entryOf(exchange: FuturesExchange, request: ExchangeRequest, params: Params): LogEntry {
  const one = (name: string) => (typeof request.headers[name] === 'string' ? request.headers[name] : null);
  return {
    at: exchange.world.now(),
    path: request.path,
    apiKey: one('apikey'),
    nonce: one('nonce'),
    accepted: false,
    error: null,
    clientOrderId: params.get('cliOrdId'),
    params: Object.fromEntries(params),
  };
}

/** An accepted request can refuse an order: sendStatus, editStatus and cancelStatus say so. */
function businessRefusal(answer: object): string | null {
  const statuses = Object.entries(answer).filter(([name]) => /^(send|edit|cancel)Status$/.test(name));
  const status: unknown = statuses[0]?.[1]?.status;
  return typeof status === 'string' && !/^(placed|edited|cancelled|noOrdersToCancel)$/.test(status) ? status : null;
}

interface Service {
  answer(payload: object, now: number): ExchangeAnswer;
  refuse(refusal: Refusal, now: number): ExchangeAnswer;
}

/**
 * /derivatives wraps answers and most errors in HTTP 200 with `result` (docs.kraken.com, Derivatives REST). A refusal with a code has the
 * HTTP status in words beside the code (recorded 2023 to 2026).
 */
const derivatives = (errors: AnswerShapes['errors']): Service => ({
  answer: (payload, now) => ({ status: 200, body: { result: 'success', serverTime: iso(now), ...payload } }),
  refuse: (refusal, now) => {
    const { message, status, code } = shaped(refusal, errors);
    const told = { result: 'error', serverTime: iso(now) };
    if (code === null) return { status, body: { ...told, error: message } };
    return { status, body: { ...statusWord(status), ...told, errors: [{ code, message }] } };
  },
});

function statusWord(status: number): { status?: string } {
  const word = { 400: 'BAD_REQUEST', 404: 'NOT_FOUND' }[status];
  return word === undefined ? {} : { status: word };
}

/**
 * /api/history answers 401 to whoever it does not know (ccxt pull request 17424), and 429 as plain text with `rate-limit-reset`,
 * "time remaining (in seconds) until repeat request (i.e., same cost) will be accepted" (docs.kraken.com, get-account-log).
 */
const history = (nextPage: AnswerShapes['nextPage']): Service => ({
  answer: (payload) => pageAnswer(payload, nextPage),
  refuse: ({ message, status, retryAfter }) => {
    if (retryAfter !== null) return { status, body: message, headers: { 'rate-limit-reset': String(retryAfter) } };
    return /^(authenticationError|insufficientPrivileges|nonce)/.test(message)
      ? { status: 401, body: { reason: 'You are not authorized to access this endpoint.', status: 'unauthorized' } }
      : { status: status === 200 ? 400 : status, body: { errors: [message] } };
  },
});

/** The name of the next page stands where the shapes of answers say. */
function pageAnswer(payload: { continuationToken?: string }, nextPage: AnswerShapes['nextPage']): ExchangeAnswer {
  const { continuationToken: token, ...rest } = payload;
  if (token === undefined || nextPage === 'body') return { status: 200, body: payload };
  const headers = nextPage === 'header' ? { 'next-continuation-token': token } : {};
  return { status: 200, body: rest, headers };
}

/** Candles come bare. What a refusal looks like is not documented beyond its status; the text is this simulator's. */
const charts: Service = {
  answer: (payload) => ({ status: 200, body: payload }),
  refuse: ({ message, status }) => ({ status: status === 200 ? 400 : status, body: { error: message } }),
};

/** The key check: 401 "API key is not found or request signature is invalid". */
const auth: Service = {
  answer: (payload) => ({ status: 200, body: payload }),
  refuse: ({ message, status }) => ({
    status: status === 200 ? 401 : status,
    body: { error: 'UNAUTHENTICATED', message, suberror: null },
  }),
};

function serviceOf(path: string, { errors, nextPage }: AnswerShapes): Service {
  if (path.startsWith('/api/history/')) return history(nextPage);
  if (path.startsWith('/api/charts/')) return charts;
  return path.startsWith('/api/auth/') ? auth : derivatives(errors);
}
