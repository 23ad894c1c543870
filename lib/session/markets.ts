import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { type MarketName, marketOf } from '../exchanges/exchanges.ts';
import type { ExchangeModule } from '../exchanges/load-exchange.ts';
import { type CcxtClient, harden } from '../exchanges/wire/ccxt-client.ts';
import { originOf } from '../exchanges/wire/origin.ts';
import { MalformedResponse, readError } from '../exchanges/wire/refusals.ts';
import { createTransport } from '../exchanges/wire/transport.ts';
import { type MarketsSnapshot, readMarkets, writeMarkets } from './markets-store.ts';

const hour = 3_600_000;
/** A snapshot older than this is replaced by whoever finds it. */
const maxAgeMs = 24 * hour;
/** An unknown symbol may be a new listing; look again when the snapshot is older than this. */
const newListingAgeMs = 10 * 60_000;
/** An exchange that did not answer is not asked again by every call: each would wait for its timeout. */
const retryMs = 60_000;

interface Loaded {
  readonly client: CcxtClient;
  readonly loadedAt: number;
  /** When memory must be checked against the table or the exchange again. */
  readonly staleAt: number;
}

/** Per container: one CCXT instance per market of an exchange that holds the markets and no credentials. */
const loadedByMarket = new Map<string, Promise<Loaded>>();

function keyOf({ exchange, marketType }: MarketName): string {
  return `${exchange} ${marketType}`;
}

/** Gives a client the market's symbols: from memory, else from the table, else from the exchange (and then into the table). */
export async function shareMarkets(
  market: MarketName,
  module: ExchangeModule,
  client: CcxtClient,
  symbol?: string,
): Promise<void> {
  const current = await loaded(market, module);
  const isKnown = symbol === undefined || Object.hasOwn(current.client.markets ?? {}, symbol);
  const worthLooking = !isKnown && Date.now() - current.loadedAt > newListingAgeMs;
  // Without the exchange's public API the known markets go on serving; the symbol stays unknown.
  const source = worthLooking ? await loadAndStore(market, module).catch(() => current) : current;
  client.setMarketsFromExchange(source.client as never);
}

async function loaded(market: MarketName, module: ExchangeModule): Promise<Loaded> {
  const pending = loadedByMarket.get(keyOf(market));
  const current = pending === undefined ? undefined : await pending;
  if (current !== undefined && Date.now() < current.staleAt) return current;
  const next = fromTableOrExchange(market, module, current);
  loadedByMarket.set(keyOf(market), next);
  next.catch(() => loadedByMarket.delete(keyOf(market)));
  return next;
}

async function fromTableOrExchange(market: MarketName, module: ExchangeModule, held?: Loaded): Promise<Loaded> {
  const cached = await readMarkets(market);
  if (cached !== null && Date.now() - cached.loadedAt < maxAgeMs) return restore(market, module, cached);
  try {
    return await loadAndStore(market, module);
  } catch (error) {
    // Yesterday's steps are better than no trading while the exchange's public API is away.
    const old = cached === null ? held : restore(market, module, cached);
    if (old === undefined) throw readError(module.rules, marketOf(market).title, error);
    return { ...old, staleAt: Date.now() + retryMs };
  }
}

/** Loads the markets from the exchange, stores them, and keeps them in memory. */
export async function refreshMarkets(market: MarketName, module: ExchangeModule): Promise<Loaded> {
  const { fresh, snapshot } = await load(market, module);
  await writeMarkets(market, snapshot);
  return fresh;
}

/** For a call that only wants to go on: the markets serve it whether or not they could be stored for others. */
async function loadAndStore(market: MarketName, module: ExchangeModule): Promise<Loaded> {
  const { fresh, snapshot } = await load(market, module);
  await writeMarkets(market, snapshot).catch(() =>
    log({ level: 'WARN', message: `markets of ${keyOf(market)} could not be stored` }, currentCall()),
  );
  return fresh;
}

async function load(market: MarketName, module: ExchangeModule): Promise<{ fresh: Loaded; snapshot: MarketsSnapshot }> {
  const client = bareClient(market, module);
  await client.loadMarkets();
  const markets = client.markets as Record<string, unknown>;
  // A day without a single market would follow if this were stored.
  if (Object.keys(markets).length === 0) throw new MalformedResponse(marketOf(market).title, 200);
  const snapshot = { loadedAt: Date.now(), markets, currencies: client.currencies as Record<string, unknown> };
  const fresh = { client, loadedAt: snapshot.loadedAt, staleAt: snapshot.loadedAt + maxAgeMs };
  loadedByMarket.set(keyOf(market), Promise.resolve(fresh));
  return { fresh, snapshot };
}

function restore(market: MarketName, module: ExchangeModule, snapshot: MarketsSnapshot): Loaded {
  const client = bareClient(market, module);
  client.setMarkets(snapshot.markets as never, snapshot.currencies as never);
  // Kraken finds the market of an order by its altname, which loadMarkets indexes on the side (ccxt kraken.js fetchMarkets).
  const byAltname = Object.values(snapshot.markets as Record<string, { altname?: string }>).filter(
    ({ altname }) => altname !== undefined,
  );
  client.options.marketsByAltname = Object.fromEntries(byAltname.map((market) => [market.altname, market]));
  return { client, loadedAt: snapshot.loadedAt, staleAt: snapshot.loadedAt + maxAgeMs };
}

/** A client without a key, for public calls. */
export function bareClient(market: MarketName, module: ExchangeModule, timeoutMs = () => 15_000): CcxtClient {
  const origin = originOf(market);
  const transport = createTransport({ origin, timeoutMs });
  const client = module.newClient({ origin, transport });
  harden(client, { transport, nonces: null, protocol: module.protocol });
  return client;
}

/** Forgets what this container holds, as a cold start would. */
export function forgetMarkets(): void {
  loadedByMarket.clear();
}
