import { afterEach, beforeEach, vi } from 'vitest';
import { marketsIn } from '../../infra/local/replay/markets-in.ts';
import { type ExchangeDefinition, hasNonces, type MarketDefinition, storeOf } from '../../lib/exchanges/definition.ts';
import { exchanges, type MarketName, marketOf } from '../../lib/exchanges/exchanges.ts';
import type { MarketAdapter } from '../../lib/exchanges/interfaces/market-adapter.ts';
import type { Markets } from '../../lib/exchanges/interfaces/markets.ts';
import { loadExchange } from '../../lib/exchanges/load-exchange.ts';
import { type MarketType, marketTypes } from '../../lib/exchanges/model/axes.ts';
import type { OrderRef, OrderRequest } from '../../lib/exchanges/model/order.ts';
import type { SubmitOutcome } from '../../lib/exchanges/model/outcome.ts';
import { restricted } from '../../lib/exchanges/rules/restricted.ts';
import { hostOf } from '../../lib/exchanges/wire/endpoint.ts';
import { connect, marketWire, type Send } from '../../lib/exchanges/wire/market-wire.ts';
import { uncountedNonces } from '../../lib/session/nonce-source.ts';
import { keyOf } from '../../lib/session/open-session.ts';
import { countingNonces, startTime } from '../lib/exchanges/fixture-venues.ts';
import type { Bench, MarketBench, Simulator } from './bench.ts';
import { benchOf, type EachMarket } from './benches.ts';
import { type FaultyWire, faultyWire } from './faulty-wire.ts';
import { simulated } from './pauses.ts';

export const hour = 3_600_000;
/** Far enough back that every order of a case was created since. */
export const since = startTime - hour;

/** Terms of an order that waits in each store. */
export const waitingIn = {
  regular: { type: 'limit', price: '70000' },
  trigger: { type: 'stop_loss', side: 'sell', stopPrice: '70000' },
} as const;

/** A trailing stop 1 % behind a price of 80,000, in a unit that the market takes. */
export function trailingTerms({ capabilities }: MarketDefinition) {
  const isInPercent = !capabilities.trailingDistances.includes('amount');
  return isInPercent ? ({ trailingPercent: '1' } as const) : ({ trailingAmount: '800' } as const);
}

/** One market of one exchange, opened over its simulator, with hands on clock, price and wire. */
export interface Desk {
  readonly definition: ExchangeDefinition;
  readonly market: MarketDefinition;
  readonly bench: MarketBench;
  readonly adapter: MarketAdapter;
  readonly markets: Markets;
  readonly simulator: Simulator;
  readonly wire: FaultyWire;
  readonly symbol: string;
  readonly other: string;
  /** What a request for fills names where the exchange tells the fills of one symbol at a time: the first symbol. */
  readonly fillsOf: { readonly symbol?: string };
  /** The adapter over a catalogue that does not know the symbol: delisted, or listed a moment ago. */
  adapterWithout(symbol: string): MarketAdapter;
  /** The adapter of the exchange's other market, with the same customer. */
  beside(): Promise<MarketAdapter>;
  advance(ms: number): void;
  setPrice(price: number): void;
  /** A purchase of 0.01 at the market unless said otherwise, under a fresh id. */
  order(terms?: Partial<OrderRequest>): OrderRequest;
  submit(order: OrderRequest): Promise<SubmitOutcome>;
  /** Places an order that the exchange accepts; the request and a full reference. Throws otherwise. */
  place(terms?: Partial<OrderRequest>): Promise<{ readonly order: OrderRequest; readonly ref: FullRef }>;
}
export type FullRef = OrderRef & { readonly exchangeOrderId: string; readonly clientOrderId: string };

/** The desk of the running test, and the title of its market for the titles of cases. */
export type DeskOfTest = (() => Desk) & { readonly title: string };

/** A fresh desk for each test; the system's clock is the simulator's. */
export function useDesk({ name, title }: EachMarket): DeskOfTest {
  let desk: Desk;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: startTime });
    desk = await openDesk(name);
    simulated.advance = desk.advance;
  });
  afterEach(() => {
    simulated.advance = null;
    desk.simulator.close();
    vi.useRealTimers();
  });
  return Object.assign(() => desk, { title });
}

async function openDesk(name: MarketName): Promise<Desk> {
  const { credentials, markets: marketBenches, signedHeader, open } = benchOf(name.exchange);
  const definition = exchanges[name.exchange];
  const market = definition.markets[name.marketType];
  const bench = marketBenches[name.marketType];
  const simulator = open(startTime);
  const advance = (ms: number): void => {
    vi.setSystemTime(Date.now() + ms);
    simulator.advance(ms);
  };
  const wireOf = (marketType: MarketType) =>
    faultyWire((origin) => protocolAt(definition, simulator, marketType, origin), signedHeader, advance);
  const wire = wireOf(name.marketType);
  const { markets, catalogue, adapterOver, module } = await openMarket(name, wire, credentials);
  const adapter = adapterOver(markets);
  const [symbol, other] = bench.symbols;
  wire.sent.length = 0;
  const submit = async (order: OrderRequest) =>
    adapter.orders.submit(await adapter.orders.prepare(order, Date.now() + 8000), order);
  const order = (terms: Partial<OrderRequest> = {}) => orderOf(symbol, terms);
  return {
    definition,
    market,
    bench,
    adapter,
    markets,
    simulator,
    wire,
    symbol,
    other,
    fillsOf: market.capabilities.fillsOfAllSymbols ? {} : { symbol },
    beside: async () => {
      const besides = { ...name, marketType: name.marketType === 'spot' ? 'swap' : 'spot' } as const;
      const opened = await openMarket(besides, wireOf(besides.marketType), credentials);
      return opened.adapterOver(opened.markets);
    },
    adapterWithout: (unlisted) => {
      const left = catalogue.markets.filter((each) => each.symbol !== unlisted);
      return adapterOver(marketsIn({ ...catalogue, markets: left }, module, market.title));
    },
    advance,
    setPrice: (price) => simulator.setPrice(symbol, price),
    order,
    submit,
    place: async (terms) => {
      const placed = order(terms);
      return { order: placed, ref: refOf(placed, market, await submit(placed)) };
    },
  };
}

/** One market over a wire, with the symbols that the exchange lists. */
async function openMarket(name: MarketName, { transport }: FaultyWire, credentials: Bench['credentials']) {
  const { hosts } = exchanges[name.exchange];
  const market = marketOf(name);
  const module = await loadExchange(name);
  const origin = hosts[market.host]?.origin ?? '';
  const catalogue = await module.loadCatalogue(origin, transport, module.protocol.verifyAnswer);
  const key = keyOf(name);
  const ports = {
    transport,
    credential: credentials[market.key] ?? null,
    nonces: hasNonces(key) ? countingNonces() : uncountedNonces(key),
    protocol: module.protocol,
  };
  const sends = new Map<string, Send>();
  const send: Send = (endpoint, ...request) => {
    const host = hostOf(endpoint, market);
    const known = sends.get(host) ?? connect({ ...ports, sign: module.signerAt(hosts[host]?.origin ?? '') });
    sends.set(host, known);
    return known(endpoint, ...request);
  };
  const adapterOver = (known: Markets) =>
    restricted(module.adapterOver(marketWire(market, known, send, module.rules)), market, known);
  return { module, catalogue, adapterOver, markets: marketsIn(catalogue, module, market.title) };
}

/** The simulator of the market whose host has the origin: the market's own where both share a host. */
function protocolAt({ hosts, markets }: ExchangeDefinition, simulator: Simulator, own: MarketType, origin: string) {
  const isThere = (type: MarketType) => hosts[markets[type].host]?.origin === origin;
  const marketType = [own, ...marketTypes].find(isThere);
  if (marketType === undefined) throw new Error(`no market of the exchange is at ${origin}`);
  return simulator.protocols[marketType];
}

let serial = 0;
export function freshId(): string {
  serial += 1;
  return serial.toString(16).padStart(32, '0');
}

function orderOf(symbol: string, terms: Partial<OrderRequest>): OrderRequest {
  const usual = { symbol, side: 'buy', type: 'market', quantity: '0.01', postOnly: false, reduceOnly: false } as const;
  return { clientOrderId: freshId(), ...usual, ...terms };
}

function refOf(order: OrderRequest, market: MarketDefinition, outcome: SubmitOutcome): FullRef {
  if (outcome.kind !== 'accepted') throw new Error(`${market.title} ${outcome.kind}: ${outcome.error.message}`);
  const { symbol, clientOrderId, type } = order;
  if (outcome.exchangeOrderId === null) throw new Error(`${market.title} acknowledged an order without an id`);
  return { symbol, store: storeOf(market, type), clientOrderId, exchangeOrderId: outcome.exchangeOrderId };
}
