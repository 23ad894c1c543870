import { catchUp, onPriceChange } from '../../../../infra/local/exchanges/engine/catch-up.ts';
import { keepExchange } from '../../../../infra/local/exchanges/engine/keeping.ts';
import type { World } from '../../../../infra/local/exchanges/engine/world.ts';
import { createControls } from '../../../../infra/local/exchanges/server/controls.ts';
import type { Protocol } from '../../../../infra/local/exchanges/server/server.ts';
import { authenticate, createKey, type Key, type Request } from './auth.ts';
import { controlled } from './controls.ts';
import { publicEndpoints, signedEndpoints } from './endpoints.ts';
import { createExchange, type MadeUpExchange, openAccount } from './exchange.ts';
import { Refused, refuse } from './refused.ts';

/** The credential of the customer that a test of one account trades as. */
export const key = {
  apiKey: 'mu-0123456789ab',
  secret: 'ab'.repeat(16),
  password: 'open-sesame',
};
/** A second key of the same customer. */
export const secondKey = { ...key, apiKey: 'mu-ba9876543210', secret: 'cd'.repeat(16) };
export const customer = 'sandbox';

export interface MadeUpProtocol extends Protocol {
  /** The live state, for judges in the same process. Replaced by a reset. */
  exchange(): MadeUpExchange;
}

/** The made-up exchange as a judge: whatever its documentation would forbid is refused. `stop` ends the listening to the world. */
export function createMadeUp(
  world: World,
  keysAtStart: () => readonly Key[] = () =>
    [key, secondKey].map((each) => createKey({ ...each, customer }, each.password)),
): { protocol: MadeUpProtocol; stop: () => void } {
  const open = () => createExchange(world, new Map(keysAtStart().map((each) => [each.apiKey, each])));
  let exchange = open();
  const log: Protocol['log'] = [];
  const protocol: MadeUpProtocol = {
    exchange: () => exchange,
    log,
    handle: (request) => answered(() => run(exchange, log, request)),
    control: createControls(() => controlled(exchange)),
    keeping: keepExchange(() => exchange),
    reset: () => {
      for (const { terms } of exchange.markets.values()) world.pin(terms.baseCode, terms.quoteCode, null);
      exchange = open();
    },
  };
  return { protocol, stop: world.onTick(() => onPriceChange(exchange)) };
}

function answered(act: () => unknown): ReturnType<Protocol['handle']> {
  try {
    return { status: 200, body: { ok: true, data: act() } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: 400, body: { ok: false, code: error.code, text: error.message } };
  }
}

function run(exchange: MadeUpExchange, log: Protocol['log'], request: Request): unknown {
  const name = `${request.method} ${request.path}`;
  const body = bodyOf(request);
  const open = publicEndpoints[name];
  if (open !== undefined) return open(exchange, body);
  const entry = entryOf(exchange, request);
  log.push(entry);
  try {
    const signer = authenticate(exchange.keys, request, exchange.world.now());
    const account = openAccount(exchange, signer.customer);
    catchUp(exchange, account);
    const act = signedEndpoints[name] ?? refuse('system.no-such-endpoint');
    const answer = act(exchange, account, body, request, signer);
    entry.accepted = true;
    return answer;
  } catch (error) {
    entry.error = error instanceof Refused ? error.code : String(error);
    throw error;
  }
}

function entryOf({ world }: MadeUpExchange, { path, headers }: Request): Protocol['log'][number] {
  const apiKey = String(headers['x-mu-key'] ?? '');
  const unread = { nonce: null, accepted: false, error: null, clientOrderId: null, params: {} };
  return { at: world.now(), path, apiKey, ...unread };
}

function bodyOf({ method, query, body }: Request): Readonly<Record<string, unknown>> {
  if (method === 'GET') return Object.fromEntries(new URLSearchParams(query));
  return JSON.parse(body) as Record<string, unknown>;
}
