import { createWorld, type World } from '../../../infra/local/exchanges/engine/world.ts';
import { createKrakenFutures } from '../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { sandbox } from '../../../infra/local/exchanges/kraken/sandbox.ts';
import { createKey } from '../../../infra/local/exchanges/kraken/spot/auth.ts';
import { createPairs } from '../../../infra/local/exchanges/kraken/spot/pairs.ts';
import { createProtocol } from '../../../infra/local/exchanges/kraken/spot/protocol.ts';
import type { ExchangeAnswer, ExchangeRequest } from '../../../infra/local/exchanges/server/messages.ts';
import type { Protocol } from '../../../infra/local/exchanges/server/server.ts';
import { marketsIn } from '../../../infra/local/replay/markets-in.ts';
import { exchanges, marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { MarketAdapter } from '../../../lib/exchanges/interfaces/market-adapter.ts';
import { loadExchange } from '../../../lib/exchanges/load-exchange.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { OrderRequest } from '../../../lib/exchanges/model/order.ts';
import { restricted } from '../../../lib/exchanges/rules/restricted.ts';
import { connect, marketWire } from '../../../lib/exchanges/wire/market-wire.ts';
import type { NonceSource } from '../../../lib/exchanges/wire/nonce-retry.ts';
import type { HttpReply, Transport } from '../../../lib/exchanges/wire/transport.ts';

/** A fixed moment: the tests do not depend on the clock. */
export const startTime = Date.UTC(2026, 4, 20, 10, 30);
/** `deadline` and `processBefore` of the orders in the tests. */
export const notAfter = startTime + 8000;

/** A request as the transport would send the bytes. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Both simulators in this process, without sockets. The wire records each request, and a test can replace the next answers. */
export function openVenues(options: { syntheticPairs?: number; syntheticInstruments?: number } = {}) {
  const world = createWorld({ pinned: true, tickMs: 0, clock: () => startTime });
  const key = () => createKey({ ...sandbox.spot, customer: sandbox.customer, nonceWindow: 10_000n }, world.now());
  const spot = createProtocol(world, createPairs(options.syntheticPairs ?? 0), () => [key()]);
  const futures = createKrakenFutures({ world, syntheticInstruments: options.syntheticInstruments ?? 0 }).protocol;
  spot.control.price?.({ symbol: 'BTC/USD', price: 80000 });
  return { world, spot: simulatorWire(spot), swap: simulatorWire(futures) };
}

export type Venues = ReturnType<typeof openVenues>;
type Substitute = () => ExchangeAnswer;

export interface VenueWire {
  readonly protocol: Protocol;
  readonly sent: Sent[];
  /** Answers private requests in place of the simulator. Public requests reach the simulator. */
  substitute: Substitute | null;
  readonly transport: Transport;
  control(name: string, body?: Record<string, unknown>): unknown;
}

function simulatorWire(protocol: Protocol): VenueWire {
  const wire: VenueWire = {
    protocol,
    sent: [],
    substitute: null,
    transport: async ({ url, method, headers = {}, body = '' }) => {
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

function replyOf({ status, body, headers = {} }: ExchangeAnswer): HttpReply {
  return { status, body: typeof body === 'string' ? body : JSON.stringify(body), headers };
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

/** Opens a market as a session does, over the given transport and with the exchange's published markets. */
export async function openOver(
  marketType: MarketType,
  wire: Pick<VenueWire, 'transport'>,
  terms: OpenTerms = {},
): Promise<MarketAdapter> {
  const name = { exchange: 'kraken', marketType } as const;
  const market = marketOf(name);
  const module = await loadExchange(name);
  const home = exchanges.kraken.hosts[market.host]?.origin ?? '';
  const catalogue = await module.loadCatalogue(home, wire.transport, module.protocol.verifyAnswer);
  const markets = marketsIn(catalogue, module, market.title);
  const send = connect({
    transport: terms.transport ?? wire.transport,
    sign: module.signerAt(terms.origin ?? home),
    credential: terms.key ?? (marketType === 'spot' ? sandbox.spot : sandbox.futures),
    nonces: marketType === 'spot' ? (terms.nonces ?? countingNonces()) : null,
    protocol: module.protocol,
  });
  const marketCode = module.adapterOver(marketWire(market, markets, send, module.rules));
  return restricted(marketCode, market, markets);
}

/** A limit order of 0.01 BTC unless said otherwise. */
export function orderOf(marketType: MarketType, terms: Partial<OrderRequest> = {}): OrderRequest {
  return {
    clientOrderId: marketType === 'spot' ? '0123456789abcdef0123456789abcdef' : '01234567-89ab-cdef-0123-456789abcdef',
    symbol: marketType === 'spot' ? 'BTC/USD' : 'BTC/USD:USD',
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
