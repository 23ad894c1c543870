import { createWorld, type World } from '../../../infra/local/exchanges/engine/world.ts';
import { createKrakenFutures } from '../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { createKey } from '../../../infra/local/exchanges/kraken/spot/auth.ts';
import { createPairs } from '../../../infra/local/exchanges/kraken/spot/pairs.ts';
import { createProtocol } from '../../../infra/local/exchanges/kraken/spot/protocol.ts';
import { sandbox } from '../../../infra/local/exchanges/sandbox.ts';
import type { ExchangeAnswer, ExchangeRequest, Protocol } from '../../../infra/local/exchanges/server/server.ts';
import type { Exchange, OrderRequest, Product } from '../../../lib/exchanges/exchange.ts';
import { exchangeRow } from '../../../lib/exchanges/exchanges.ts';
import { loadExchange } from '../../../lib/exchanges/load-exchange.ts';
import { harden } from '../../../lib/exchanges/wire/ccxt-client.ts';
import type { NonceSource } from '../../../lib/exchanges/wire/nonce-retry.ts';
import type { HttpReply, Transport } from '../../../lib/exchanges/wire/transport.ts';

/** A fixed moment, so that nothing depends on when the tests run. */
export const startTime = Date.UTC(2026, 4, 20, 10, 30);
/** `deadline` and `processBefore` of the orders in the tests. */
export const notAfter = startTime + 8000;

/** A request as it would leave the machine, decoded once. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Both venues in this process, without sockets: every request is recorded, and the next answers can be replaced. */
export function openVenues(options: { syntheticPairs?: number; syntheticInstruments?: number } = {}) {
  const world = createWorld({ pinned: true, tickMs: 0, clock: () => startTime });
  const key = () => createKey({ ...sandbox.spot, customer: sandbox.customer, nonceWindow: 10_000n }, world.now());
  const spot = createProtocol(world, createPairs(options.syntheticPairs ?? 0), () => [key()]);
  const futures = createKrakenFutures({ world, syntheticInstruments: options.syntheticInstruments ?? 0 }).protocol;
  spot.control.price?.({ symbol: 'BTC/USD', price: 80000 });
  return { world, spot: venueWire(spot), swap: venueWire(futures) };
}

export type Venues = ReturnType<typeof openVenues>;
type Substitute = () => ExchangeAnswer;

export interface VenueWire {
  readonly protocol: Protocol;
  readonly sent: Sent[];
  /** Answers in place of the venue, which does not see the request. Public requests go through. */
  substitute: Substitute | null;
  readonly transport: Transport;
  control(name: string, body?: Record<string, unknown>): unknown;
}

function venueWire(protocol: Protocol): VenueWire {
  const wire: VenueWire = {
    protocol,
    sent: [],
    substitute: null,
    transport: async (url, { method, headers = {}, body = '' }) => {
      const { pathname, search } = new URL(url);
      const isPrivate = Object.keys(headers).some((name) => /^api-?key$/i.test(name));
      if (isPrivate) wire.sent.push({ method, path: pathname, query: search.slice(1), headers, body });
      const answer =
        isPrivate && wire.substitute ? wire.substitute() : protocol.handle(asReceived(url, method, headers, body));
      return replyOf(answer);
    },
    control: (name, body = {}) => {
      const run = protocol.control[name];
      if (run === undefined) throw new Error(`no control ${name}`);
      return run(body);
    },
  };
  return wire;
}

function asReceived(url: string, method: string, headers: Record<string, string>, body: string): ExchangeRequest {
  const { pathname, search } = new URL(url);
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { method, path: pathname, query: search.slice(1), headers: Object.fromEntries(lowered), body };
}

function replyOf({ status, body }: ExchangeAnswer): HttpReply {
  return {
    status,
    statusText: '',
    headers: new Headers(),
    text: async () => (typeof body === 'string' ? body : JSON.stringify(body)),
  };
}

/** Millisecond nonces above the start time. */
export function countingNonces(): NonceSource {
  let last = BigInt(startTime);
  const next = async () => {
    last += 1n;
    return last.toString();
  };
  return { next, leap: next, raiseAbove: async () => undefined };
}

export interface OpenTerms {
  readonly transport?: Transport;
  readonly nonces?: NonceSource;
  readonly key?: { readonly apiKey: string; readonly secret: string };
  readonly origin?: string;
}

/** One product as lib/accounts opens it, over the given transport, with the venue's markets loaded. */
export async function openOver(
  product: Product,
  wire: Pick<VenueWire, 'transport'>,
  terms: OpenTerms = {},
): Promise<Exchange> {
  const row = exchangeRow('kraken', product);
  const module = await loadExchange(row);
  const transport = terms.transport ?? wire.transport;
  const key = terms.key ?? (product === 'spot' ? sandbox.spot : sandbox.futures);
  const origin = terms.origin ?? row.origin;
  const markets = module.newClient({ origin: row.origin, transport: wire.transport });
  harden(markets, { transport: wire.transport, nonces: null, protocol: module.protocol });
  await markets.loadMarkets();
  const client = module.newClient({ origin, transport, apiKey: key.apiKey, secret: key.secret });
  harden(client, {
    transport,
    nonces: product === 'spot' ? (terms.nonces ?? countingNonces()) : null,
    protocol: module.protocol,
  });
  client.setMarketsFromExchange(markets as never);
  return module.newExchange(client);
}

/** A limit order of 0.01 BTC unless said otherwise. */
export function orderOf(product: Product, terms: Partial<OrderRequest> = {}): OrderRequest {
  return {
    clientOrderId: product === 'spot' ? '0123456789abcdef0123456789abcdef' : '01234567-89ab-cdef-0123-456789abcdef',
    symbol: product === 'spot' ? 'BTC/USD' : 'BTC/USD:USD',
    side: 'buy',
    type: 'market',
    quantity: '0.01',
    postOnly: false,
    reduceOnly: false,
    ...terms,
  };
}

export function closeWorld(world: World): void {
  world.close();
}
