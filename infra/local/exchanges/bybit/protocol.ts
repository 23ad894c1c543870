import type { ExchangeAnswer, ExchangeRequest } from '../server/messages.ts';
import type { LogEntry, Protocol } from '../server/server.ts';
import { ModeRefusal } from './account-endpoints.ts';
import { authenticate } from './auth.ts';
import { bringUpToDate } from './bring-up-to-date.ts';
import { type PrivateRoute, privateRoutes, publicRoutes } from './endpoints.ts';
import { type BybitExchange, openAccount } from './exchange.ts';
import { type Params, readParams, text } from './params.ts';
import { permit } from './permissions.ts';
import { refuseAddress, spendAt } from './rate-limits.ts';
import { Refusal } from './refusal.ts';

export interface BybitProtocol extends Protocol {
  /** The live state, for judges in the same process. Replaced by a reset. */
  exchange(): BybitExchange;
}

/** One request, one atomic step. Everything is answered with HTTP 200 and a retCode, but a path that is not there and a banned address. */
export function createHandler(exchange: () => BybitExchange, log: LogEntry[]) {
  return (request: ExchangeRequest): ExchangeAnswer => {
    const now = exchange().world.now();
    const banned = refuseAddress(exchange().usage, now);
    if (banned) return banned;
    const name = `${request.method} ${request.path}`;
    const open = publicRoutes[name];
    const route = privateRoutes[name];
    if (open) return enveloped(now, () => open(exchange(), readParams(request)));
    return route ? runPrivate(exchange(), log, request, route) : { status: 404, body: '', contentType: 'text/plain' };
  };
}

interface Told {
  readonly retCode: number;
  readonly retMsg: string;
  readonly result: object;
  readonly retExtInfo: object;
}

function answerOf(now: number, told: Told, headers: Record<string, string> = {}): ExchangeAnswer {
  return { status: 200, body: { ...told, time: now }, headers };
}

function told(act: () => object): Told {
  try {
    const result = act();
    const isBatch = 'retExtInfo' in result && 'result' in result;
    const parts = isBatch ? (result as Pick<Told, 'result' | 'retExtInfo'>) : { result, retExtInfo: {} };
    return { retCode: 0, retMsg: 'OK', ...parts };
  } catch (error) {
    if (error instanceof ModeRefusal)
      return { retCode: 3400045, retMsg: 'Set margin mode failed', result: error.result, retExtInfo: {} };
    if (!(error instanceof Refusal)) throw error;
    return { retCode: error.code, retMsg: error.message, result: {}, retExtInfo: {} };
  }
}

function enveloped(now: number, act: () => object): ExchangeAnswer {
  return answerOf(now, told(act));
}

/** Key, time, signature, limits, rights; then the customer is brought up to date, before the act and behind it. */
function runPrivate(
  exchange: BybitExchange,
  log: LogEntry[],
  request: ExchangeRequest,
  route: PrivateRoute,
): ExchangeAnswer {
  const now = exchange.world.now();
  const entry = entryOf(now, request);
  log.push(entry);
  let headers: Record<string, string> = {};
  const answer = told(() => {
    const key = authenticate(exchange.keys, request, now);
    const params = readParams(request);
    Object.assign(entry, { params: loggable(params), clientOrderId: linkIdOf(params) });
    const isSpot = params.category === 'spot';
    const perSecond = typeof route.perSecond === 'number' ? route.perSecond : route.perSecond[isSpot ? 1 : 0];
    const spent = spendAt(exchange.usage, { customer: key.customer, path: request.path, perSecond }, now);
    headers = spent.headers;
    if (spent.isOver) throw new Refusal(10006, 'Too many visits. Exceeded the API Rate Limit.');
    permit(route.access === 'trade' ? (isSpot ? 'spot' : 'order') : route.access, key);
    const account = openAccount(exchange, key.customer);
    bringUpToDate(exchange, account);
    const result = route.run(exchange, account, params, key);
    bringUpToDate(exchange, account);
    return result;
  });
  Object.assign(entry, { accepted: answer.retCode === 0, error: answer.retCode === 0 ? null : String(answer.retCode) });
  return answerOf(now, answer, headers);
}

function entryOf(at: number, { path, headers }: ExchangeRequest): LogEntry {
  const one = (name: string) => (typeof headers[name] === 'string' ? headers[name] : null);
  const nonce = one('x-bapi-timestamp');
  return {
    at,
    path,
    apiKey: one('x-bapi-api-key'),
    nonce,
    accepted: false,
    error: null,
    clientOrderId: null,
    params: {},
  };
}

function loggable(params: Params): Record<string, string> {
  const shown = ([name, value]: [string, unknown]) => [name, typeof value === 'string' ? value : JSON.stringify(value)];
  return Object.fromEntries(Object.entries(params).map(shown));
}

function linkIdOf(params: Params): string | null {
  return typeof params.orderLinkId === 'string' ? text(params, 'orderLinkId') : null;
}
