import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { type MarketName, marketOf } from '../exchanges/exchanges.ts';
import type { AssetNames, Catalogue, Market, RefusedSymbol } from '../exchanges/model/market.ts';
import { noteUnread } from '../exchanges/rules/unread-rows.ts';
import type { MarketModule } from '../exchanges/wire/market-module.ts';
import { readError } from '../exchanges/wire/read-error.ts';
import { MalformedResponse, rulesAt } from '../exchanges/wire/refusals.ts';
import { createTransport } from '../exchanges/wire/transport.ts';
import { originOf } from './connection-to.ts';
import { readCatalogue, writeCatalogue } from './markets-store.ts';

const hour = 3_600_000;
/** A catalogue older than this is replaced by the call that finds it. */
export const maxAgeMs = 24 * hour;
/** An unknown symbol may be a new listing. The exchange is asked for its listings once in this time at most, by all containers together. */
const searchEveryMs = 60_000;
/** An exchange that did not answer is not asked again by every call: each would wait for its timeout. */
const retryMs = 60_000;
const catalogueTimeMs = 15_000;

export interface Held<T> {
  readonly value: T;
  /** When memory must be checked against the table or the exchange again (epoch ms). */
  readonly staleAt: number;
}

/** The indexed catalogue of a market. */
export interface Whole extends AssetNames {
  readonly loadedAt: number;
  readonly bySymbol: ReadonlyMap<string, Market>;
  readonly symbolByName: ReadonlyMap<string, string>;
  readonly refused: readonly RefusedSymbol[];
  /** How many entries of the exchange's list may be any symbol. */
  readonly unnamed: number;
}

/** The whole catalogue in this container. */
export interface CatalogueMemory {
  whole: Promise<Held<Whole>> | null;
  /** The last catalogue that came, for a look without waiting. */
  current: Held<Whole> | null;
  /** A search for new listings that is under way. */
  loading: Promise<Held<Whole>> | null;
  /** The start of the last search, successful or not; epoch ms, 0 before the first. */
  searchedAt: number;
}

/** Null for a symbol that the exchange does not list, not even as a new listing. */
export async function findInCatalogue(
  name: MarketName,
  module: MarketModule,
  memory: CatalogueMemory,
  symbol: string,
): Promise<Market | null> {
  const current = await wholeOf(name, module, memory);
  const known = current.bySymbol.get(symbol);
  if (known !== undefined) return known;
  if (Date.now() - current.loadedAt <= searchEveryMs) return null;
  // Without the exchange's public API the known markets go on serving; the symbol stays unknown.
  const fresh = await searchOnce(name, module, memory).catch(() => null);
  return fresh?.value.bySymbol.get(symbol) ?? null;
}

/**
 * Calls that miss different symbols at the same time share one search. A search that failed is not repeated by every call: each would wait for
 * the exchange's timeout. Null where the last search began moments ago.
 */
async function searchOnce(
  name: MarketName,
  module: MarketModule,
  memory: CatalogueMemory,
): Promise<Held<Whole> | null> {
  if (memory.loading !== null) return memory.loading;
  if (Date.now() - memory.searchedAt < searchEveryMs) return null;
  memory.searchedAt = Date.now();
  memory.loading = search(name, module, memory).finally(() => {
    memory.loading = null;
  });
  return memory.loading;
}

/** Another container may have loaded the catalogue a moment ago: the table is asked before the exchange. */
async function search(name: MarketName, module: MarketModule, memory: CatalogueMemory): Promise<Held<Whole>> {
  const stored = await readCatalogue(name);
  const isFresh = stored !== null && Date.now() - stored.loadedAt <= searchEveryMs;
  return isFresh ? keep(memory, indexed(stored)) : loadAndStore(name, module, memory);
}

/** From memory, else from the table, else from the exchange, and then into the table. */
export async function wholeOf(name: MarketName, module: MarketModule, memory: CatalogueMemory): Promise<Whole> {
  const held = memory.whole === null ? null : await memory.whole;
  if (held !== null && Date.now() < held.staleAt) return held.value;
  const next = fromTableOrExchange(name, module, memory, held);
  memory.whole = next;
  next.catch(() => {
    memory.whole = null;
  });
  const loaded = await next;
  memory.current = loaded;
  return loaded.value;
}

async function fromTableOrExchange(
  name: MarketName,
  module: MarketModule,
  memory: CatalogueMemory,
  held: Held<Whole> | null,
): Promise<Held<Whole>> {
  const stored = await readCatalogue(name);
  if (stored !== null && Date.now() - stored.loadedAt < maxAgeMs) return indexed(stored);
  try {
    return await loadAndStore(name, module, memory);
  } catch (error) {
    // Yesterday's steps are better than no trading while the exchange's public API is away.
    const old = stored === null ? held : indexed(stored);
    if (old === null) throw readError(rulesAt(module.rules, marketOf(name).host), marketOf(name).title, error);
    reportAge(name, Date.now() - old.value.loadedAt);
    return { ...old, staleAt: Date.now() + retryMs };
  }
}

/** Old steps and minimums make orders that the exchange refuses. */
function reportAge({ exchange, marketType }: MarketName, ageMs: number): void {
  const metrics = { MarketsAge: Math.round(ageMs / 1000) };
  log({ level: 'WARN', message: 'old markets in use', exchange, outcome: marketType, ageMs, metrics }, currentCall());
}

function indexed(catalogue: Catalogue): Held<Whole> {
  const bySymbol = new Map(catalogue.markets.map((market) => [market.symbol, market]));
  const symbolByName = new Map(
    catalogue.markets.flatMap(({ id, aliases, symbol }) => [id, ...aliases].map((each) => [each, symbol] as const)),
  );
  const { loadedAt, assets, codesByAlias, refused, unread = [] } = catalogue;
  const unnamed = unread.filter(({ asset }) => asset === undefined).length;
  return {
    value: { loadedAt, assets, codesByAlias, bySymbol, symbolByName, refused, unnamed },
    staleAt: loadedAt + maxAgeMs,
  };
}

/** For a call that needs the markets now: a failed write to the table does not fail the call. */
async function loadAndStore(name: MarketName, module: MarketModule, memory: CatalogueMemory): Promise<Held<Whole>> {
  const catalogue = await loadCatalogue(name, module, memory);
  await writeCatalogue(name, catalogue).catch(() =>
    log({ level: 'WARN', message: `markets of ${marketOf(name).title} could not be stored` }, currentCall()),
  );
  return keep(memory, indexed(catalogue));
}

function keep(memory: CatalogueMemory, fresh: Held<Whole>): Held<Whole> {
  memory.whole = Promise.resolve(fresh);
  memory.current = fresh;
  return fresh;
}

/** Loads the catalogue from the exchange and keeps it in memory. */
export async function loadCatalogue(
  name: MarketName,
  module: MarketModule,
  memory: CatalogueMemory,
): Promise<Catalogue> {
  const origin = originOf(name);
  const transport = createTransport({ origin, timeoutMs: () => catalogueTimeMs });
  const catalogue = await module.loadCatalogue(origin, transport, module.protocol.verifyAnswer);
  // A day without a single market would follow if this were stored.
  if (catalogue.markets.length === 0) throw new MalformedResponse(marketOf(name).title, 200);
  for (const { symbol, ids, reason } of catalogue.refused) {
    // A name with two meanings, or a kind of market that is not supported: news to nobody.
    if (reason !== undefined) continue;
    log(
      { level: 'WARN', message: `${marketOf(name).title} lists ${symbol} as ${ids.join(' and ')}: refused` },
      currentCall(),
    );
  }
  noteUnread({ unread: catalogue.unread ?? [] }, 'listing', marketOf(name));
  keep(memory, indexed(catalogue));
  return catalogue;
}
