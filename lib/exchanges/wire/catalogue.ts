import { ownCode } from '../model/asset-codes.ts';
import {
  type Asset,
  type AssetNames,
  type Catalogue,
  type Market,
  type RefusedSymbol,
  unknownStep,
} from '../model/market.ts';
import type { UnreadRow } from '../model/told.ts';
import { parseExact } from './exact-json.ts';
import type { WireProtocol } from './market-wire.ts';
import { type Confirms, onePerSymbol } from './one-per-symbol.ts';
import { positive, readableDecimal } from './readers.ts';
import type { Transport } from './transport.ts';

/** A CCXT market entry as far as it is read. */
export interface CcxtMarket {
  readonly id: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly settle?: string | undefined;
  /** True for an entry that is no contract. */
  readonly spot?: boolean | undefined;
  readonly linear?: boolean | undefined;
  readonly inverse?: boolean | undefined;
  /** Epoch ms of a dated contract. */
  readonly expiry?: number | undefined;
  readonly contractSize?: number | string | undefined;
  readonly taker?: number | string | undefined;
  readonly maker?: number | string | undefined;
  readonly precision: { readonly amount: number | string; readonly price: number | string };
  readonly limits: {
    readonly amount?: { readonly min?: number | string | undefined };
    readonly cost?: { readonly min?: number | string | undefined };
  };
  /** Undocumented by CCXT: Kraken Spot's second name of a pair. */
  readonly altname?: unknown;
  readonly info: Record<string, unknown>;
}

interface CcxtCurrency {
  readonly id: string;
  readonly code: string;
  readonly precision?: number | string | undefined;
}

/** The part of a CCXT instance that reads what an exchange publishes. */
interface CcxtClient {
  loadMarkets(): Promise<unknown>;
  setMarkets(markets: readonly unknown[], currencies: unknown): unknown;
  readonly markets?: unknown;
  /** Every entry of the exchange's list, also where `markets` keeps a different entry under the same symbol. */
  readonly markets_by_id?: unknown;
  readonly currencies?: unknown;
  readonly currencies_by_id?: unknown;
  readonly commonCurrencies?: unknown;
}

/** A list of the exchange as CCXT gets the list to read, and the rows that nobody can read: by symbol, or without a name to refuse. */
export interface ReadableList {
  readonly answer: unknown;
  readonly leftOut: readonly RefusedSymbol[];
  readonly unread: readonly UnreadRow[];
}

/** What the code of a market knows of the exchange's lists. */
export interface ListReading {
  /** Takes unreadable rows out of the answer of a path: a single bad field would fail CCXT's reading of the whole list. */
  readonly readable: (path: string, answer: unknown) => ReadableList;
  readonly toMarket: (entry: CcxtMarket) => Market;
  readonly confirms: Confirms<CcxtMarket>;
}

/**
 * The exchange's markets and assets, parsed by CCXT over our transport. CCXT's own `fetch` goes: it parses numbers as floats and rewrites
 * the transport's errors (ccxt 4.5.84 base/Exchange.js fetch).
 */
export async function catalogueOf(
  client: CcxtClient,
  transport: Transport,
  verifyAnswer: WireProtocol['verifyAnswer'],
  { readable, toMarket, confirms }: ListReading,
): Promise<Catalogue> {
  const leftOut: RefusedSymbol[] = [];
  const unread: UnreadRow[] = [];
  Object.assign(client, {
    fetch: async (url: string, method: string, headers: Record<string, string> = {}) => {
      const reply = await transport({ url, method, headers });
      const json = parseExact(reply.body);
      verifyAnswer({ status: reply.status, json });
      const list = readable(new URL(url).pathname, json);
      leftOut.push(...list.leftOut);
      unread.push(...list.unread);
      return list.answer;
    },
  });
  await client.loadMarkets();
  const listed = Object.values((client.markets_by_id ?? {}) as Record<string, readonly CcxtMarket[]>).flat();
  const isReadable = (entry: CcxtMarket) =>
    hasContractTerms(entry) && !leftOut.some(({ ids }) => ids.includes(entry.id));
  const { kept, refused } = onePerSymbol(listed, (entry) => (isReadable(entry) ? confirms(entry) : false));
  const names = assetNamesOf(client);
  // CCXT completes the entries of `markets` alone, and there the last of several entries has overwritten the others.
  if (kept.length < listed.length) client.setMarkets(kept, client.currencies);
  const markets = Object.values((client.markets ?? {}) as Record<string, CcxtMarket>).map(toMarket);
  const ids = listed.map(({ id }) => id);
  return {
    loadedAt: Date.now(),
    markets: withOwnAliases(markets, ids),
    refused: [...refused, ...leftOut],
    unread,
    ...names,
  };
}

/** An alias that two markets bear, or that is the name of a different entry, is none: a fill would be told as of the other pair. */
function withOwnAliases(markets: readonly Market[], ids: readonly string[]): Market[] {
  const others = markets.flatMap(({ id, aliases }) => aliases.filter((alias) => alias !== id));
  const bearers = Map.groupBy([...ids, ...others], (name) => name);
  const isOwn = (id: string) => (alias: string) => alias === id || bearers.get(alias)?.length === 1;
  return markets.map((market) => ({ ...market, aliases: market.aliases.filter(isOwn(market.id)) }));
}

/** With a size of 1, or as linear, for want of a word, a contract would be traded in a multiple of the wanted quantity. */
function hasContractTerms({ spot, contractSize, linear, inverse }: CcxtMarket): boolean {
  if (spot === true) return true;
  return positive(contractSize) !== null && typeof inverse === 'boolean' && linear === !inverse;
}

export function marketFromCcxt(entry: CcxtMarket): Market {
  return {
    id: entry.id,
    symbol: entry.symbol,
    aliases: [],
    base: entry.base,
    quote: entry.quote,
    settle: entry.settle ?? null,
    priceStep: positive(entry.precision.price) ?? unknownStep,
    quantityStep: positive(entry.precision.amount) ?? unknownStep,
    minQuantity: positive(entry.limits.amount?.min),
    minCost: positive(entry.limits.cost?.min),
    takerFee: readableDecimal(entry.taker),
    makerFee: readableDecimal(entry.maker),
    // Quantities on spot count the base asset; a contract without a size is in no list.
    contractSize: positive(entry.contractSize) ?? '1',
    inverse: entry.inverse === true,
    marginLevels: [],
    expiresAt: entry.expiry ?? null,
    status: null,
  };
}

/** CCXT names a currency by its id, and by a table of its own (`commonCurrencies`) where no currency has the id. */
function assetNamesOf({ currencies, currencies_by_id, commonCurrencies }: CcxtClient): AssetNames {
  const byId = (currencies_by_id ?? {}) as Record<string, CcxtCurrency | undefined>;
  const byCode = Object.values((currencies ?? {}) as Record<string, CcxtCurrency>);
  const aliases = Object.entries((commonCurrencies ?? {}) as Record<string, string>);
  const namedById = Object.entries(byId).flatMap(([id, found]) => (found === undefined ? [] : [[id, codeOf(found)]]));
  return {
    assets: byCode.map((each): Asset => ({ id: each.id, code: codeOf(each), step: positive(each.precision) })),
    codesByAlias: Object.fromEntries([...aliases, ...namedById]),
  };
}

/** CCXT writes every code in capitals. A name in small and large letters, such as the tokenized `AAPLx`, stays as the exchange writes it. */
function codeOf({ id, code }: CcxtCurrency): string {
  return code === id.toUpperCase() ? ownCode(id) : code;
}
