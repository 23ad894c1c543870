import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import type { ExchangeModule, ExchangeRow } from '../exchanges/exchanges.ts';
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

/** Per container: one CCXT instance per exchange row that holds the markets and no credentials. */
const loadedByRow = new Map<string, Promise<Loaded>>();

/** Gives a client the row's markets: from memory, else from the table, else from the exchange (and then into the table). */
export async function shareMarkets(
  row: ExchangeRow,
  module: ExchangeModule,
  client: CcxtClient,
  symbol?: string,
): Promise<void> {
  const current = await loaded(row, module);
  const isKnown = symbol === undefined || Object.hasOwn(current.client.markets ?? {}, symbol);
  const worthLooking = !isKnown && Date.now() - current.loadedAt > newListingAgeMs;
  // Without the exchange's public API the known markets go on serving; the symbol stays unknown.
  const source = worthLooking ? await loadAndStore(row, module).catch(() => current) : current;
  client.setMarketsFromExchange(source.client as never);
}

async function loaded(row: ExchangeRow, module: ExchangeModule): Promise<Loaded> {
  const pending = loadedByRow.get(row.id);
  const current = pending === undefined ? undefined : await pending;
  if (current !== undefined && Date.now() < current.staleAt) return current;
  const next = fromTableOrExchange(row, module, current);
  loadedByRow.set(row.id, next);
  next.catch(() => loadedByRow.delete(row.id));
  return next;
}

async function fromTableOrExchange(row: ExchangeRow, module: ExchangeModule, held?: Loaded): Promise<Loaded> {
  const cached = await readMarkets(row.id);
  if (cached !== null && Date.now() - cached.loadedAt < maxAgeMs) return restore(row, module, cached);
  try {
    return await loadAndStore(row, module);
  } catch (error) {
    // Yesterday's steps are better than no trading while the exchange's public API is away.
    const old = cached === null ? held : restore(row, module, cached);
    if (old === undefined) throw readError(module.rules, row.title, error);
    return { ...old, staleAt: Date.now() + retryMs };
  }
}

/** Loads the markets from the exchange, stores them, and keeps them in memory. */
export async function refreshMarkets(row: ExchangeRow, module: ExchangeModule): Promise<Loaded> {
  const { fresh, snapshot } = await load(row, module);
  await writeMarkets(row.id, snapshot);
  return fresh;
}

/** For a call that only wants to go on: the markets serve it whether or not they could be stored for others. */
async function loadAndStore(row: ExchangeRow, module: ExchangeModule): Promise<Loaded> {
  const { fresh, snapshot } = await load(row, module);
  await writeMarkets(row.id, snapshot).catch(() =>
    log({ level: 'WARN', message: `markets of ${row.id} could not be stored` }, currentCall()),
  );
  return fresh;
}

async function load(row: ExchangeRow, module: ExchangeModule): Promise<{ fresh: Loaded; snapshot: MarketsSnapshot }> {
  const client = bareClient(row, module);
  await client.loadMarkets();
  const markets = client.markets as Record<string, unknown>;
  // A day without a single market would follow if this were stored.
  if (Object.keys(markets).length === 0) throw new MalformedResponse(row.title, 200);
  const snapshot = { loadedAt: Date.now(), markets, currencies: client.currencies as Record<string, unknown> };
  const fresh = { client, loadedAt: snapshot.loadedAt, staleAt: snapshot.loadedAt + maxAgeMs };
  loadedByRow.set(row.id, Promise.resolve(fresh));
  return { fresh, snapshot };
}

function restore(row: ExchangeRow, module: ExchangeModule, snapshot: MarketsSnapshot): Loaded {
  const client = bareClient(row, module);
  client.setMarkets(snapshot.markets as never, snapshot.currencies as never);
  // Kraken finds the market of an order by its altname, which loadMarkets indexes on the side (ccxt kraken.js fetchMarkets).
  const byAltname = Object.values(snapshot.markets as Record<string, { altname?: string }>).filter(
    ({ altname }) => altname !== undefined,
  );
  client.options.marketsByAltname = Object.fromEntries(byAltname.map((market) => [market.altname, market]));
  return { client, loadedAt: snapshot.loadedAt, staleAt: snapshot.loadedAt + maxAgeMs };
}

/** A client without a key, for public calls. */
export function bareClient(row: ExchangeRow, module: ExchangeModule, timeoutMs = () => 15_000): CcxtClient {
  const origin = originOf(row);
  const transport = createTransport({ origin, timeoutMs });
  const client = module.newClient({ origin, transport });
  harden(client, { transport, nonces: null, protocol: module.protocol });
  return client;
}

/** Forgets what this container holds, as a cold start would. */
export function forgetMarkets(): void {
  loadedByRow.clear();
}
