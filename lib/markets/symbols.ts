import { sharedNow } from '../aws/clock.ts';
import { invalidField } from '../errors.ts';
import { type ExchangeId, marketOf } from '../exchanges/exchanges.ts';
import { loadExchange } from '../exchanges/load-exchange.ts';
import { type MarketType, marketTypes } from '../exchanges/model/axes.ts';
import type { Market, MarketStatus } from '../exchanges/model/market.ts';
import { inOurUnit } from '../exchanges/rules/quantity.ts';
import { wholeMarkets } from '../session/markets.ts';

export interface SymbolsQuery {
  /** Undefined: all market types. */
  readonly marketType?: MarketType | undefined;
  /** A part of the symbol, or of a name of the exchange. */
  readonly search?: string | undefined;
  readonly quote?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A market with steps and minima in the unit of orders. */
export interface ListedMarket extends Market {
  readonly marketType: MarketType;
}

export interface SymbolsPage {
  readonly markets: readonly ListedMarket[];
  readonly next: string | null;
  /** Epoch ms: the time of the oldest catalogue that was read. */
  readonly asOf: number;
}

/**
 * The markets of an exchange from the stored catalogues, by market type and then by symbol. Throws INVALID_REQUEST for a cursor that no page
 * has given.
 */
export async function listSymbols(exchange: ExchangeId, query: SymbolsQuery): Promise<SymbolsPage> {
  const after = query.cursor === undefined ? null : placeIn(query.cursor);
  const wanted = marketTypes.filter((type) => query.marketType === undefined || query.marketType === type);
  const catalogues = await Promise.all(wanted.map((marketType) => catalogueOf(exchange, marketType)));
  const rest = catalogues
    .flatMap(({ markets }) => markets)
    .filter((market) => isWanted(market, query) && (after === null || comparePlaces(market, after) > 0))
    .sort(comparePlaces);
  const markets = rest.slice(0, query.limit);
  const last = markets.at(-1);
  const next = last === undefined || rest.length === markets.length ? null : cursorAt(last);
  return { markets, next, asOf: Math.min(...catalogues.map(({ loadedAt }) => loadedAt)) };
}

async function catalogueOf(exchange: ExchangeId, marketType: MarketType) {
  const name = { exchange, marketType };
  const { bySymbol, loadedAt } = await wholeMarkets(name, await loadExchange(name));
  const markets = [...bySymbol.values()].map(
    (market): ListedMarket => ({ ...inOurUnit(market, marketOf(name)), marketType, status: statusOf(market) }),
  );
  return { markets, loadedAt };
}

/** A catalogue may be older than the end of a contract. */
function statusOf({ status = null, expiresAt = null }: Market): MarketStatus | null {
  return expiresAt !== null && expiresAt <= sharedNow() ? 'closed' : status;
}

function isWanted({ symbol, id, aliases, quote }: Market, query: SymbolsQuery): boolean {
  if (query.quote !== undefined && query.quote !== quote) return false;
  const part = query.search?.toUpperCase();
  return part === undefined || [symbol, id, ...aliases].some((name) => name.toUpperCase().includes(part));
}

type Place = Pick<ListedMarket, 'marketType' | 'symbol'>;

function comparePlaces(one: Place, other: Place): number {
  const [first, second] = [one, other].map(({ marketType, symbol }) => `${marketTypes.indexOf(marketType)} ${symbol}`);
  return (first ?? '') < (second ?? '') ? -1 : Number(first !== second);
}

function cursorAt({ marketType, symbol }: Place): string {
  return Buffer.from(`${marketType} ${symbol}`).toString('base64url');
}

/** A cursor names the last market of a page. The market may be delisted by now: the list goes on after the name. */
function placeIn(cursor: string): Place {
  const [type, symbol = '', ...more] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const marketType = marketTypes.find((each) => each === type);
  const isOurs = marketType !== undefined && more.length === 0 && cursorAt({ marketType, symbol }) === cursor;
  if (isOurs && /^[^/]+\/[^/]+$/.test(symbol)) return { marketType, symbol };
  throw invalidField('cursor', 'must be a cursor from the answer before');
}
