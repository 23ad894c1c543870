import { type MarketName, marketOf } from '../exchanges/exchanges.ts';
import type { Markets } from '../exchanges/interfaces/markets.ts';
import { assetNamingOf } from '../exchanges/model/asset-codes.ts';
import type { Asset, AssetNames, Market } from '../exchanges/model/market.ts';
import { noMarket } from '../exchanges/rules/symbols.ts';
import type { MarketModule } from '../exchanges/wire/market-module.ts';
import { bucketOf, readAssets, readBucket, writeCatalogue } from './markets-store.ts';
import {
  type CatalogueMemory,
  findInCatalogue,
  type Held,
  loadCatalogue,
  maxAgeMs,
  type Whole,
  wholeOf,
} from './whole-catalogue.ts';

/** The memory of this container about one market. */
interface Memory extends CatalogueMemory {
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
  const fresh: Memory = {
    whole: null,
    current: null,
    loading: null,
    searchedAt: 0,
    buckets: new Map(),
    known: new Map(),
    assets: null,
  };
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
    (await findInCatalogue(name, module, memory, symbol));
  return {
    find,
    market: async (symbol) => {
      const found = await find(symbol);
      if (found !== null) return found;
      throw noMarket(symbol, title, await whole());
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
    assetNaming: async () => assetNamingOf(await assetsOf(name, module, memory)),
  };
}

/** The whole catalogue: from memory, else from the table, else from the exchange. */
export function wholeMarkets(name: MarketName, module: MarketModule): Promise<Whole> {
  return wholeOf(name, module, memoryOf(name));
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

/** Loads the catalogue from the exchange into the table and into memory. */
export async function refreshMarkets(name: MarketName, module: MarketModule): Promise<void> {
  await writeCatalogue(name, await loadCatalogue(name, module, memoryOf(name)));
}

/** Forgets what this container holds, as a cold start would. */
export function forgetMarkets(): void {
  memories.clear();
}
