import BinanceClient from 'ccxt/js/src/binance.js';
import { Decimal } from '../../decimal.ts';
import type { Catalogue, Market, MarketStatus, RefusedSymbol } from '../model/market.ts';
import { type CcxtMarket, catalogueOf, marketFromCcxt, type ReadableList } from '../wire/catalogue.ts';
import type { WireProtocol } from '../wire/market-wire.ts';
import { epochMs, isRecord, type Json, optionalText, positive } from '../wire/readers.ts';
import { namedRows } from '../wire/told-rows.ts';
import type { Transport } from '../wire/transport.ts';
import { settingsAt } from './sign.ts';

/** The markets of one host. Without `types` CCXT would read the lists of every host of Binance. */
export function loadCatalogue(type: 'spot' | 'linear', isReadable: (row: Json) => boolean) {
  return (origin: string, transport: Transport, verify: WireProtocol['verifyAnswer']): Promise<Catalogue> => {
    const settings = settingsAt(origin);
    const options = { ...settings.options, fetchMarkets: { types: [type] } };
    const client = new BinanceClient({ ...settings, options });
    return catalogueOf(client, transport, verify, {
      readable: (_path, answer) => readableSymbols(answer, isReadable),
      toMarket,
      confirms,
    });
  };
}

/** CCXT fails as a whole on a symbol without a name, and takes a filter that it cannot read for none. */
function readableSymbols(answer: unknown, isReadable: (row: Json) => boolean): ReadableList {
  if (!isRecord(answer) || !Array.isArray(answer.symbols)) return { answer, leftOut: [], unread: [] };
  const [rows, unread] = namedRows(answer.symbols, 'symbol');
  const isGood = (row: Json) => hasAssets(row) && hasFilters(row) && isReadable(row);
  return {
    answer: { ...answer, symbols: rows.filter(isGood) },
    leftOut: rows.filter((row) => !isGood(row)).map(named),
    unread,
  };
}

function hasAssets({ baseAsset, quoteAsset }: Json): boolean {
  return optionalText(baseAsset) !== null && optionalText(quoteAsset) !== null;
}

/** Without its steps a market takes no order here. */
function hasFilters({ filters }: Json): boolean {
  if (!Array.isArray(filters) || !filters.every(isRecord)) return false;
  const step = (type: string, key: string) => positive(filters.find(({ filterType }) => filterType === type)?.[key]);
  return step('PRICE_FILTER', 'tickSize') !== null && step('LOT_SIZE', 'stepSize') !== null;
}

function named({ symbol, baseAsset, quoteAsset, marginAsset }: Json): RefusedSymbol {
  const [id, base, quote] = [String(symbol), optionalText(baseAsset), optionalText(quoteAsset)];
  const pair = base === null || quote === null ? id : `${base}/${quote}`;
  const settle = optionalText(marginAsset);
  return { symbol: settle === null ? pair : `${pair}:${settle}`, ids: [id] };
}

/** A name that ends with a date is a dated contract, and no other is: CCXT takes the end of a contract from its date alone. */
export function isLinearContract({ symbol, contractType, deliveryDate, marginAsset, quoteAsset }: Json): boolean {
  const isDated = /_\d{6}$/.test(String(symbol));
  const ends = epochMs(deliveryDate);
  const isPerpetual = contractType === 'PERPETUAL' || ends === never;
  return typeof contractType === 'string' && ends !== null && isPerpetual !== isDated && marginAsset === quoteAsset;
}

/** 2100-12-25: the date of contracts without an end. */
const never = 4_133_404_800_000;

/** CCXT has other names for a few assets of years ago. */
function confirms({ base, quote, info }: CcxtMarket): boolean | null {
  return base === info.baseAsset && quote === info.quoteAsset ? true : null;
}

/** The rates in CCXT's entries are guesses: Binance tells the rates of an account to its key alone. */
function toMarket(entry: CcxtMarket): Market {
  const rates = { takerFee: null, makerFee: null };
  const { info } = entry;
  return {
    ...marketFromCcxt(entry),
    ...rates,
    status: statusIn(info),
    ...trailingBoundsIn(info),
    ...maximaIn(info, entry.settle === undefined),
  };
}

/**
 * LOT_SIZE is about every order, MARKET_LOT_SIZE about market orders too; a maximum of 0 switches the filter off (spot: filters). On spot Binance moves the
 * maximum of market orders with the volume traded: a number of yesterday refuses nothing.
 */
function maximaIn({ filters }: Json, isSpot: boolean): Pick<Market, 'maxQuantity' | 'maxMarketQuantity'> {
  const maxQty = (type: string) => positive(filterOf(type, filters)?.maxQty) ?? undefined;
  const [most, ofMarket] = [maxQty('LOT_SIZE'), isSpot ? undefined : maxQty('MARKET_LOT_SIZE')];
  const told = [most, ofMarket].filter((each) => each !== undefined);
  return {
    ...(most === undefined ? {} : { maxQuantity: most }),
    ...(told.length === 0 ? {} : { maxMarketQuantity: Decimal.min(...told).toFixed() }),
  };
}

function filterOf(type: string, filters: unknown): Json | undefined {
  return Array.isArray(filters) ? filters.filter(isRecord).find(({ filterType }) => filterType === type) : undefined;
}

/**
 * TRAILING_DELTA, in hundredths of a percent: a stop that buys lies above the price, and a stop that sells below (spot: filters). A filter that
 * cannot be read leaves the judgement to Binance.
 */
function trailingBoundsIn({ filters }: Json): Pick<Market, 'trailingPercents'> {
  const found = filterOf('TRAILING_DELTA', filters);
  const percentOf = (key: string) => {
    const delta = positive(found?.[key]);
    return delta === null ? null : new Decimal(delta).div(100).toFixed();
  };
  const bounds = (side: string) => {
    const [least, most] = [percentOf(`minTrailing${side}Delta`), percentOf(`maxTrailing${side}Delta`)];
    return least === null || most === null ? null : { least, most };
  };
  const [buy, sell] = [bounds('Above'), bounds('Below')];
  return buy === null || sell === null ? {} : { trailingPercents: { buy, sell } };
}

/** HALT, BREAK and the states before a listing take no order; PENDING_TRADING and SETTLING are USD-M's. */
function statusIn({ status }: Readonly<Record<string, unknown>>): MarketStatus | null {
  if (status === 'TRADING') return 'open';
  if (status === 'CANCEL_ONLY') return 'cancel_only';
  return typeof status === 'string' ? 'closed' : null;
}
