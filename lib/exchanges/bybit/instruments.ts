import { Decimal } from '../../decimal.ts';
import type { MarginLevel, Market, MarketStatus, RefusedSymbol } from '../model/market.ts';
import { type CcxtMarket, marketFromCcxt, type ReadableList } from '../wire/catalogue.ts';
import { isRecord, type Json, optionalText, positive } from '../wire/readers.ts';
import { namedRows } from '../wire/told-rows.ts';
import { settleCoins } from './part.ts';
import { symbolIn } from './symbols.ts';

/**
 * The rows of market/instruments-info that this service can trade. CCXT takes a dated contract without a readable date for a perpetual (ccxt 4.5.84
 * bybit.js fetchFutureMarkets).
 */
export function readableInstruments(category: 'spot' | 'linear') {
  return (_path: string, answer: unknown): ReadableList => {
    if (!isRecord(answer) || !isRecord(answer.result) || !Array.isArray(answer.result.list))
      return { answer, leftOut: [], unread: [] };
    const [rows, unread] = namedRows(answer.result.list, 'symbol');
    const list = rows.filter((row) => whyNot(category, row) === null);
    const leftOut = rows.flatMap((row) => refusedOf(category, row));
    return { answer: { ...answer, result: { ...answer.result, list } }, leftOut, unread };
  };
}

/** Terms that cannot be read are news, and come without a reason: the log tells such a symbol. */
function refusedOf(category: 'spot' | 'linear', row: Json): RefusedSymbol[] {
  const [id, reason] = [String(row.symbol), whyNot(category, row)];
  if (reason === null) return [];
  return [{ symbol: symbolIn(category, id), ids: [id], ...(reason === unreadable ? {} : { reason }) }];
}

/** Null for a row that can be traded. */
function whyNot(category: 'spot' | 'linear', row: Json): string | null {
  const { baseCoin, quoteCoin, settleCoin, contractType, deliveryTime, status } = row;
  if ([baseCoin, quoteCoin].some((each) => optionalText(each) === null)) return unreadable;
  if (!isRecord(row.lotSizeFilter) || !isRecord(row.priceFilter)) return unreadable;
  if (category === 'spot') return null;
  // GTC alone and no stops (retCodes 110095 to 110099).
  if (status === 'PreLaunch') return 'Bybit has not opened the market yet';
  if (!settleCoins.some((each) => each === settleCoin) || quoteCoin !== settleCoin)
    return `this service does not trade contracts that are settled in ${optionalText(settleCoin) ?? 'an unknown coin'}`;
  if (contractType === 'LinearPerpetual') return null;
  return contractType === 'LinearFutures' && positive(deliveryTime) !== null ? null : unreadable;
}

const unreadable = 'Bybit gives the market terms that cannot be read';

/** The name and the coins of the row must be those of CCXT's symbol. */
export function confirms({ id, base, quote, settle, info }: CcxtMarket): boolean | null {
  const own = info.baseCoin === base && info.quoteCoin === quote && info.symbol === id;
  if (!own) return null;
  return settle === undefined || settle === null || info.settleCoin === settle;
}

/** Bybit publishes no rates of fees: those of CCXT are CCXT's own. */
export function marketFrom(entry: CcxtMarket): Market {
  const lots: Json = isRecord(entry.info.lotSizeFilter) ? entry.info.lotSizeFilter : {};
  const isSpot = entry.spot === true;
  return {
    ...marketFromCcxt(entry),
    // Spot tells a least quantity that the exchange no longer checks, and a least amount that it does (docs/v5 market/instrument).
    ...(isSpot ? { minQuantity: null } : { minCost: positive(lots.minNotionalValue) }),
    ...maximaIn(lots, isSpot),
    takerFee: null,
    makerFee: null,
    marginLevels: isSpot ? [] : levelsOf(entry.info.leverageFilter),
    status: statuses[String(entry.info.status)] ?? null,
  };
}

/** The names differ between spot and contracts (docs/v5 market/instrument). */
function maximaIn(lots: Json, isSpot: boolean): Pick<Market, 'maxQuantity' | 'maxMarketQuantity'> {
  const most = positive(isSpot ? lots.maxLimitOrderQty : lots.maxOrderQty);
  const ofMarket = positive(isSpot ? lots.maxMarketOrderQty : lots.maxMktOrderQty);
  return {
    ...(most === null ? {} : { maxQuantity: most }),
    ...(ofMarket === null ? {} : { maxMarketQuantity: ofMarket }),
  };
}

/** docs/v5 enum, status of a symbol. */
const statuses: Readonly<Record<string, MarketStatus>> = {
  Trading: 'open',
  PreLaunch: 'closed',
  Delivering: 'closed',
  Closed: 'closed',
};

/** The least share that must be held, at the highest leverage. The leverage of the symbol holds more. */
function levelsOf(filter: unknown): MarginLevel[] {
  const highest = isRecord(filter) ? positive(filter.maxLeverage) : null;
  if (highest === null) return [];
  return [{ from: '0', initialMargin: new Decimal(1).div(highest).toSignificantDigits(18).toFixed() }];
}
