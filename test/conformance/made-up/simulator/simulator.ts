import type { Protocol } from '../../../../infra/local/exchanges/server/server.ts';
import { Decimal } from '../../../../lib/decimal.ts';
import { authenticate, type Key, type Request } from './auth.ts';
import { publicEndpoints, signedEndpoints } from './endpoints.ts';
import { instrumentOf } from './orders.ts';
import { Refused, refuse } from './refused.ts';
import { openState, type State } from './state.ts';
import { fireStops } from './stops.ts';
import { match, payFunding } from './trading.ts';

export const key: Key = {
  apiKey: 'mu-0123456789ab',
  secret: 'ab'.repeat(16),
  password: 'open-sesame',
};

/** A second key of the same customer. */
export const secondKey: Key = { ...key, apiKey: 'mu-ba9876543210', secret: 'cd'.repeat(16) };

function keyNamedIn({ headers }: Request): Key {
  return [key, secondKey].find(({ apiKey }) => apiKey === headers['x-mu-key']) ?? refuse('auth.key');
}

/** The made-up exchange as a judge: whatever its documentation would forbid is refused. */
export function createMadeUp(now: () => number): Protocol & { readonly state: () => State } {
  let state = openState(now);
  const log: Protocol['log'] = [];
  const onPrices = (): void => {
    fireStops(state);
    for (const order of state.orders) if (order.status === 'open') match(state, order, false);
  };
  return {
    state: () => state,
    log,
    handle: (request) => {
      payFunding(state, now());
      return answered(() => run(state, log, request));
    },
    control: {
      price: (body) => {
        state.prices.set(instrumentOf({ instrument: body.symbol }).base, new Decimal(String(body.price)));
        onPrices();
      },
      key: ({ rights = state.rights, revoked = false }) => {
        Object.assign(state, { rights, isRevoked: revoked });
      },
    },
    reset: () => {
      state = openState(now);
    },
  };
}

function answered(act: () => unknown): ReturnType<Protocol['handle']> {
  try {
    return { status: 200, body: { ok: true, data: act() } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: 400, body: { ok: false, code: error.code, text: error.message } };
  }
}

function run(state: State, log: Protocol['log'], request: Request): unknown {
  const name = `${request.method} ${request.path}`;
  const body = bodyOf(request);
  const open = publicEndpoints[name];
  if (open !== undefined) return open(state, body, request);
  const entry = {
    at: state.now(),
    path: request.path,
    apiKey: String(request.headers['x-mu-key'] ?? ''),
    nonce: null,
    accepted: false,
    error: null as string | null,
    clientOrderId: null,
    params: {},
  };
  log.push(entry);
  try {
    if (state.isRevoked) refuse('auth.key');
    authenticate(request, keyNamedIn(request), state.now());
    const answer = (signedEndpoints[name] ?? refuse('system.no-such-endpoint'))(state, body, request);
    entry.accepted = true;
    return answer;
  } catch (error) {
    entry.error = error instanceof Refused ? error.code : String(error);
    throw error;
  }
}

function bodyOf({ method, query, body }: Request): Readonly<Record<string, unknown>> {
  if (method === 'GET') return Object.fromEntries(new URLSearchParams(query));
  return JSON.parse(body) as Record<string, unknown>;
}
