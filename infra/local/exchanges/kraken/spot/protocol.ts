import { catchUp } from '../../engine/catch-up.ts';
import { fireSwitches } from '../../engine/dead-mans-switch.ts';
import { keepPriced } from '../../engine/keep-priced.ts';
import type { World } from '../../engine/world.ts';
import { createControls } from '../../server/controls.ts';
import type { ExchangeAnswer, ExchangeRequest } from '../../server/messages.ts';
import type { LogEntry, Protocol } from '../../server/server.ts';
import { setAmending } from '../amendments-control.ts';
import { noteLate } from './amendments.ts';
import type { ApiKey } from './auth.ts';
import { takeNonce, verifySignature } from './auth.ts';
import { setCancels } from './cancels-control.ts';
import { controlled } from './controls.ts';
import { privateEndpoints, publicEndpoints } from './endpoints.ts';
import type { SpotExchange } from './exchange.ts';
import { bringUpToDate, createExchange, openAccount } from './exchange.ts';
import { setForms } from './forms-control.ts';
import { setKeyForms } from './key-info.ts';
import { isExpired } from './key-times.ts';
import { setListing } from './listing.ts';
import { setMarginPositions } from './margin-positions.ts';
import type { Pairs } from './pairs.ts';
import { checkLockout, checkThrottle, countCall, noteOutcome } from './rate-limits.ts';
import { Refusal, refuse } from './refusal.ts';
import type { Params } from './request.ts';
import { decodeParams, rawNonce } from './request.ts';
import { setRows } from './row-order.ts';
import { receive } from './wallets.ts';

/** Every API error is HTTP 200 with the error string in the list; `result` is then absent. */
function envelope(run: () => unknown): { answer: ExchangeAnswer; error: string | null } {
  try {
    return { answer: { status: 200, body: { error: [], result: run() } }, error: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { answer: { status: 200, body: { error: [error.code] } }, error: error.code };
  }
}

export interface SpotProtocol extends Protocol {
  /** The live state, for judges in the same process. Replaced by a reset. */
  exchange(): SpotExchange;
  close(): void;
}

/** Kraken Spot behind the HTTP paths `/0/public/<name>` and `/0/private/<name>`. */
export function createProtocol(world: World, pairs: Pairs, initialKeys: () => ApiKey[]): SpotProtocol {
  const log: LogEntry[] = [];
  let exchange = freshExchange([]);

  function freshExchange(minted: ApiKey[]): SpotExchange {
    const fresh = createExchange(world, pairs);
    for (const key of [...minted, ...initialKeys()]) fresh.keys.set(key.apiKey, key);
    for (const key of fresh.keys.values()) openAccount(fresh, key.customer);
    return fresh;
  }

  /** Keys minted since the start keep the terms and forget the nonces. Pinned prices are let go. */
  function reset(): void {
    const { pinned, keys } = exchange;
    exchange = freshExchange(
      [...keys.values()].map((key) => ({ ...key, highestNonce: 0n, usedNonces: new Set(), lastUsedAt: 0 })),
    );
    for (const { baseCode, quoteCode } of pinned) world.pin(baseCode, quoteCode, null);
  }

  function handle(request: ExchangeRequest): ExchangeAnswer {
    const [, scope = '', name = ''] = /^\/0\/(public|private)\/([\w/]+)$/.exec(request.path) ?? [];
    if (scope === 'private' && request.method === 'POST') return handlePrivate(request, name);
    if (scope === 'public')
      return envelope(() => (publicEndpoints[name] ?? unknownMethod)(exchange, decodeParams(request))).answer;
    return scope ? envelope(unknownMethod).answer : { status: 404, body: '404 Not Found' };
  }

  function handlePrivate(request: ExchangeRequest, name: string): ExchangeAnswer {
    const apiKey = String(request.headers['api-key'] ?? '');
    const params = decodeParams(request);
    const now = world.now();
    const { answer, error } = envelope(() => runPrivate(exchange, request, apiKey, name, params));
    noteOutcome(exchange.limits, apiKey, error, now);
    log.push(logEntry(request, { apiKey, params, error, at: now }));
    return answer;
  }

  world.acceptDeposits('spot', (customer, asset, amount) => receive(exchange, customer, asset, amount));
  const stop = world.onTick(() => bringUpToDate(exchange));
  return {
    handle,
    log,
    reset,
    control: {
      ...createControls(() => controlled(exchange)),
      orders: (input) => setForms(exchange, input),
      amendments: (input) => setAmending(exchange.amending, input),
      cancels: (input) => setCancels(exchange, input),
      key_info: (input) => setKeyForms(exchange, input),
      rows: (input) => setRows(exchange, input),
      listing: (input) => setListing(exchange, input),
      margin_positions: (input) => setMarginPositions(exchange, input),
    },
    keeping: keepPriced(() => exchange, 'history'),
    exchange: () => exchange,
    close: stop,
    clock: world.now,
    failures,
  };
}

function unknownMethod() {
  return refuse('EGeneral:Unknown method');
}

/** Checks in Kraken's order: key, signature, nonce, rate, permission. An accepted nonce is spent. */
function runPrivate(
  exchange: SpotExchange,
  request: ExchangeRequest,
  apiKey: string,
  name: string,
  params: Params,
): unknown {
  const now = exchange.world.now();
  checkLockout(exchange.limits, apiKey, now);
  checkThrottle(exchange.limits, now);
  const key = exchange.keys.get(apiKey);
  if (!key || key.revoked || isExpired(key, now)) return refuse('EAPI:Invalid key');
  const nonce = rawNonce(request);
  verifySignature(key, request, nonce);
  takeNonce(key, nonce);
  key.lastUsedAt = now;
  const endpoint = privateEndpoints[name] ?? unknownMethod();
  countCall(exchange.limits, apiKey, endpoint.cost, now);
  const { permissions, run } = endpoint;
  if (permissions.length > 0 && !permissions.some((permission) => key.permissions.includes(permission)))
    return refuse('EGeneral:Permission denied');
  const account = openAccount(exchange, key.customer);
  fireSwitches(exchange, exchange.switches);
  noteLate(exchange, exchange);
  catchUp(exchange, account);
  return run({ exchange, key, params, account });
}

function logEntry(
  request: ExchangeRequest,
  seen: { apiKey: string; params: Params; error: string | null; at: number },
): LogEntry {
  const { nonce: _nonce, otp: _otp, ...params } = seen.params;
  return {
    at: seen.at,
    path: request.path,
    apiKey: seen.apiKey || null,
    nonce: rawNonce(request),
    accepted: seen.error === null,
    error: seen.error,
    clientOrderId: params.cl_ord_id ?? null,
    params,
  };
}

/** The API's own words for a failure that still reached it, and the edge's for the rest. */
const failures: Record<number, ExchangeAnswer> = {
  500: { status: 500, body: { error: ['EGeneral:Internal error'] } },
  503: { status: 503, body: { error: ['EService:Unavailable'] } },
  504: { status: 504, body: '<html><head><title>504 Gateway Time-out</title></head></html>', contentType: 'text/html' },
  429: {
    status: 429,
    body: '<html><head><title>429 Too Many Requests</title></head></html>',
    contentType: 'text/html',
  },
};
