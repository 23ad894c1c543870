import type { World } from '../../engine/world.ts';
import type { LogEntry, Protocol, VenueAnswer, VenueRequest } from '../../server/server.ts';
import { depositFromFutures, openAccount } from './account.ts';
import { controls } from './control.ts';
import { privateEndpoints, publicEndpoints } from './endpoints.ts';
import type { ApiKey } from './keys.ts';
import { takeNonce, verifySignature } from './keys.ts';
import { checkLockout, countCall, noteOutcome } from './limits.ts';
import { sweep, sweepDue } from './matching.ts';
import type { PairBook } from './pairs.ts';
import { Refusal, refuse } from './refusal.ts';
import type { Params } from './request.ts';
import { decodeParams, rawNonce } from './request.ts';
import type { Venue } from './venue.ts';
import { createVenue } from './venue.ts';

/** Every API error is HTTP 200 with the error string in the list; `result` is then absent. */
function envelope(run: () => unknown): { answer: VenueAnswer; error: string | null } {
  try {
    return { answer: { status: 200, body: { error: [], result: run() } }, error: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { answer: { status: 200, body: { error: [error.code] } }, error: error.code };
  }
}

export interface SpotProtocol extends Protocol {
  /** The live state, for judges in the same process. Replaced by a reset. */
  venue(): Venue;
  close(): void;
}

/** The venue behind its HTTP paths: `/0/public/<name>` and `/0/private/<name>`. */
export function createProtocol(world: World, pairs: PairBook, initialKeys: () => ApiKey[]): SpotProtocol {
  const log: LogEntry[] = [];
  let venue = freshVenue([]);

  function freshVenue(minted: ApiKey[]): Venue {
    const fresh = createVenue(world, pairs);
    for (const key of [...minted, ...initialKeys()]) fresh.keys.set(key.apiKey, key);
    for (const key of fresh.keys.values()) openAccount(fresh, key.customer);
    return fresh;
  }

  /** Keys minted since the start survive with their terms; what they have been used for does not. Pinned prices are let go. */
  function reset(): void {
    const { pinned, keys } = venue;
    venue = freshVenue(
      [...keys.values()].map((key) => ({ ...key, highestNonce: 0n, usedNonces: new Set(), lastUsedAt: 0 })),
    );
    for (const { baseCode, quoteCode } of pinned) world.pin(baseCode, quoteCode, null);
  }

  function handle(request: VenueRequest): VenueAnswer {
    const [, scope = '', name = ''] = /^\/0\/(public|private)\/(\w+)$/.exec(request.path) ?? [];
    if (scope === 'private' && request.method === 'POST') return handlePrivate(request, name);
    if (scope === 'public')
      return envelope(() => (publicEndpoints[name] ?? unknownMethod)(venue, decodeParams(request))).answer;
    return scope ? envelope(unknownMethod).answer : { status: 404, body: '404 Not Found' };
  }

  function handlePrivate(request: VenueRequest, name: string): VenueAnswer {
    const apiKey = String(request.headers['api-key'] ?? '');
    const params = decodeParams(request);
    const now = world.now();
    const { answer, error } = envelope(() => runPrivate(venue, request, apiKey, name, params));
    noteOutcome(venue.limits, apiKey, error, now);
    log.push(logEntry(request, { apiKey, params, error, at: now }));
    return answer;
  }

  world.deposits.spot = (customer, asset, amount) => depositFromFutures(venue, customer, asset, amount);
  const stop = world.onTick(() => sweep(venue));
  return { handle, log, reset, control: controls(() => venue), venue: () => venue, close: stop, failures };
}

function unknownMethod() {
  return refuse('EGeneral:Unknown method');
}

/** Checks in the venue's order: key, signature, nonce, rate, permission. A nonce is spent once it has been accepted. */
function runPrivate(venue: Venue, request: VenueRequest, apiKey: string, name: string, params: Params): unknown {
  const now = venue.world.now();
  checkLockout(venue.limits, apiKey, now);
  const key = venue.keys.get(apiKey);
  if (!key || key.revoked) return refuse('EAPI:Invalid key');
  const nonce = rawNonce(request);
  verifySignature(key, request, nonce);
  takeNonce(key, nonce);
  key.lastUsedAt = now;
  const endpoint = privateEndpoints[name] ?? unknownMethod();
  countCall(venue.limits, apiKey, endpoint.cost, now);
  const { permissions, run } = endpoint;
  if (permissions.length > 0 && !permissions.some((permission) => key.permissions.includes(permission)))
    return refuse('EGeneral:Permission denied');
  const account = openAccount(venue, key.customer);
  sweepDue(venue, account);
  return run({ venue, key, params, account });
}

function logEntry(
  request: VenueRequest,
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
const failures: Record<number, VenueAnswer> = {
  500: { status: 500, body: { error: ['EGeneral:Internal error'] } },
  503: { status: 503, body: { error: ['EService:Unavailable'] } },
  504: { status: 504, body: '<html><head><title>504 Gateway Time-out</title></head></html>', contentType: 'text/html' },
  429: {
    status: 429,
    body: '<html><head><title>429 Too Many Requests</title></head></html>',
    contentType: 'text/html',
  },
};
