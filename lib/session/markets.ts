import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { type MarketName, marketOf } from '../exchanges/exchanges.ts';
import type { Markets } from '../exchanges/interfaces/markets.ts';
import type { Asset, AssetNames, Catalogue, Market } from '../exchanges/model/market.ts';
import { unknownSymbol } from '../exchanges/rules/steps.ts';
import type { MarketModule } from '../exchanges/wire/market-module.ts';
import { MalformedResponse, readError } from '../exchanges/wire/refusals.ts';
import { createTransport } from '../exchanges/wire/transport.ts';
import { bucketOf, readAssets, readBucket, readCatalogue, writeCatalogue } from './markets-store.ts';
import { originOf } from './origin.ts';

const hour = 3_600_000;
/** A catalogue older than this is replaced by the call that finds it. */
const maxAgeMs = 24 * hour;
/** An unknown symbol may be a new listing; look again when the catalogue is older than this. */
const newListingAgeMs = 10 * 60_000;
/** An exchange that did not answer is not asked again by every call: each would wait for its timeout. */
const retryMs = 60_000;
const catalogueTimeMs = 15_000;

interface Held<T> {
  readonly value: T;
  /** When memory must be checked against the table or the exchange again (epoch ms). */
  readonly staleAt: number;
}

/** One market's catalogue, indexed. */
interface Whole extends AssetNames {
  readonly loadedAt: number;
  readonly bySymbol: ReadonlyMap<string, Market>;
  readonly symbolByName: ReadonlyMap<string, string>;
}

/** The memory of this container about one market. */
interface Memory {
  whole: Promise<Held<Whole>> | null;
  /** The last catalogue that came, for a look without waiting. */
  current: Held<Whole> | null;
  readonly buckets: Map<string, Promise<Held<ReadonlyMap<string, Market>> | null>>;
  /** Every market that was read by bucket, by symbol and by each of its names. */
  readonly known: Map<string, Market>;
  assets: Promise<Held<AssetNames> | null> | null;
}

const memories = new Map<string, Memory>();

function memoryOf(name: MarketName): Memory {
  const key = `${name.exchange} ${name.marketType}`;
  const found = memories.get(key);
  if (found !== undefined) return found;
  const fresh: Memory = { whole: null, current: null, buckets: new Map(), known: new Map(), assets: null };
  memories.set(key, fresh);
  return fresh;
}

/** The symbols and assets of one market: from memory, else from the table, else from the exchange (and then into the table). */
export function openMarkets(name: MarketName, module: MarketModule): Markets {
  const { title } = marketOf(name);
  const memory = memoryOf(name);
  const whole = () => wholeOf(name, module, memory);
  const find = async (symbol: string): Promise<Market | null> =>
    freshIn(memory)?.bySymbol.get(symbol) ??
    (freshIn(memory) === null ? await inBucket(name, memory, symbol) : null) ??
    (await inCatalogue(name, module, memory, symbol));
  return {
    find,
    market: async (symbol) => {
      const found = await find(symbol);
      if (found === null) throw unknownSymbol(symbol, title, (await whole()).bySymbol.keys());
      return found;
    },
    named: async (items) => {
      const isKnown = ({ symbol }: { readonly symbol: string }) => nameIn(memory, symbol) !== undefined;
      if (!items.every(isKnown)) await whole();
      return items.map((item) => ({ ...item, symbol: symbolIn(memory, module, item.symbol) }));
    },
    naming: async () => {
      await whole();
      return (each) => symbolIn(memory, module, each);
    },
    asset: async (code) => (await assetsOf(name, module, memory)).assets.find((asset: Asset) => asset.code === code),
    assetNaming: async () => {
      const { codesByAlias } = await assetsOf(name, module, memory);
      return (each) => codesByAlias[each] ?? codesByAlias[each.toUpperCase()] ?? each.toUpperCase();
    },
  };
}

function freshIn({ current }: Memory): Whole | null {
  return current !== null && Date.now() < current.staleAt ? current.value : null;
}

/** The symbol of a name in an answer, as far as memory goes; a symbol names itself. */
function nameIn(memory: Memory, name: string): string | undefined {
  const { current, known } = memory;
  if (current?.value.bySymbol.has(name)) return name;
  return current?.value.symbolByName.get(name) ?? known.get(name)?.symbol;
}

function symbolIn(memory: Memory, module: MarketModule, name: string): string {
  if (name.includes('/')) return name;
  return module.symbolOf(name, (each) => nameIn(memory, each));
}

async function inBucket(name: MarketName, memory: Memory, symbol: string): Promise<Market | null> {
  const key = bucketOf(symbol);
  const pending = memory.buckets.get(key);
  const held = pending === undefined ? null : await pending;
  if (held !== null && Date.now() < held.staleAt) return held.value.get(symbol) ?? null;
  const next = readFresh(name, memory, symbol);
  memory.buckets.set(key, next);
  next.catch(() => memory.buckets.delete(key));
  return (await next)?.value.get(symbol) ?? null;
}

/** Null where the table has no bucket of today. */
async function readFresh(
  name: MarketName,
  { known }: Memory,
  symbol: string,
): Promise<Held<ReadonlyMap<string, Market>> | null> {
  const stored = await readBucket(name, symbol);
  if (stored === null || Date.now() - stored.loadedAt >= maxAgeMs) return null;
  for (const market of stored.value) for (const each of namesOf(market)) known.set(each, market);
  const bySymbol = new Map(stored.value.map((market) => [market.symbol, market]));
  return { value: bySymbol, staleAt: stored.loadedAt + maxAgeMs };
}

function namesOf({ symbol, id, aliases }: Market): string[] {
  return [symbol, id, ...aliases];
}

async function inCatalogue(
  name: MarketName,
  module: MarketModule,
  memory: Memory,
  symbol: string,
): Promise<Market | null> {
  const current = await wholeOf(name, module, memory);
  const known = current.bySymbol.get(symbol);
  if (known !== undefined) return known;
  if (Date.now() - current.loadedAt <= newListingAgeMs) return null;
  // Without the exchange's public API the known markets go on serving; the symbol stays unknown.
  const fresh = await loadAndStore(name, module).catch(() => null);
  return fresh?.value.bySymbol.get(symbol) ?? null;
}

async function wholeOf(name: MarketName, module: MarketModule, memory: Memory): Promise<Whole> {
  const held = memory.whole === null ? null : await memory.whole;
  if (held !== null && Date.now() < held.staleAt) return held.value;
  const next = fromTableOrExchange(name, module, held);
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
  held: Held<Whole> | null,
): Promise<Held<Whole>> {
  const stored = await readCatalogue(name);
  if (stored !== null && Date.now() - stored.loadedAt < maxAgeMs) return indexed(stored);
  try {
    return await loadAndStore(name, module);
  } catch (error) {
    // Yesterday's steps are better than no trading while the exchange's public API is away.
    const old = stored === null ? held : indexed(stored);
    if (old === null) throw readError(module.rules, marketOf(name).title, error);
    return { ...old, staleAt: Date.now() + retryMs };
  }
}

function indexed(catalogue: Catalogue): Held<Whole> {
  const bySymbol = new Map(catalogue.markets.map((market) => [market.symbol, market]));
  const symbolByName = new Map(
    catalogue.markets.flatMap(({ id, aliases, symbol }) => [id, ...aliases].map((each) => [each, symbol] as const)),
  );
  const { loadedAt, assets, codesByAlias } = catalogue;
  return { value: { loadedAt, assets, codesByAlias, bySymbol, symbolByName }, staleAt: loadedAt + maxAgeMs };
}

/** Loads the catalogue from the exchange, stores it, and keeps it in memory. */
export async function refreshMarkets(name: MarketName, module: MarketModule): Promise<void> {
  await writeCatalogue(name, await load(name, module));
}

/** For a call that needs the markets now: a failed write to the table does not fail the call. */
async function loadAndStore(name: MarketName, module: MarketModule): Promise<Held<Whole>> {
  const catalogue = await load(name, module);
  await writeCatalogue(name, catalogue).catch(() =>
    log({ level: 'WARN', message: `markets of ${marketOf(name).title} could not be stored` }, currentCall()),
  );
  return keep(memoryOf(name), indexed(catalogue));
}

function keep(memory: Memory, fresh: Held<Whole>): Held<Whole> {
  memory.whole = Promise.resolve(fresh);
  memory.current = fresh;
  return fresh;
}

async function load(name: MarketName, module: MarketModule): Promise<Catalogue> {
  const origin = originOf(name);
  const transport = createTransport({ origin, timeoutMs: () => catalogueTimeMs });
  const catalogue = await module.loadCatalogue(origin, transport, module.protocol.verifyAnswer);
  // A day without a single market would follow if this were stored.
  if (catalogue.markets.length === 0) throw new MalformedResponse(marketOf(name).title, 200);
  keep(memoryOf(name), indexed(catalogue));
  return catalogue;
}

async function assetsOf(name: MarketName, module: MarketModule, memory: Memory): Promise<AssetNames> {
  const fresh = freshIn(memory);
  if (fresh !== null) return fresh;
  const held = memory.assets === null ? null : await memory.assets;
  if (held !== null && Date.now() < held.staleAt) return held.value;
  const next = readFreshAssets(name);
  memory.assets = next;
  next.catch(() => {
    memory.assets = null;
  });
  return (await next)?.value ?? wholeOf(name, module, memory);
}

async function readFreshAssets(name: MarketName): Promise<Held<AssetNames> | null> {
  const stored = await readAssets(name);
  if (stored === null || Date.now() - stored.loadedAt >= maxAgeMs) return null;
  return { value: stored.value, staleAt: stored.loadedAt + maxAgeMs };
}

/** Forgets what this container holds, as a cold start would. */
export function forgetMarkets(): void {
  memories.clear();
}
