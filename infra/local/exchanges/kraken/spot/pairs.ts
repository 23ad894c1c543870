import type { Decimal } from 'decimal.js';
import { exact } from '../../engine/decimals.ts';
import type { FeeLadder } from '../../engine/fees.ts';
import type { Market, MarketTerms } from '../../engine/market.ts';
import type { Asset } from './assets.ts';
import { findAsset } from './assets.ts';
import { makerFees, stableFees, takerFees, tokenizedFees } from './fee-ladders.ts';

/** A tradable pair as published by Kraken. `symbol` is Kraken's id. */
export interface Pair extends MarketTerms {
  readonly altname: string;
  readonly wsname: string;
  readonly pairDecimals: number;
  readonly lotDecimals: number;
  readonly costDecimals: number;
  readonly orderMin: Decimal;
  readonly costMin: Decimal;
  readonly leverage: readonly number[];
  readonly positionLimit: readonly [long: number, short: number];
  readonly fees: FeeLadder;
  readonly makerFees: FeeLadder;
}

/** Every market of this exchange was listed from a pair. */
export function pairOf({ terms }: Market): Pair {
  return terms as Pair;
}

/**
 * Base, minimum order, quotes with price decimals, highest leverage, position limits.
 * Of the majors, minimums, leverage and limits are those of `/0/public/AssetPairs` in August 2026 (the euro pairs');
 * of PEPE, the stablecoins and the euro they are of the right size only.
 */
const table: [
  base: string,
  ordermin: string,
  quotes: Record<string, number>,
  leverage: number,
  limits: [number, number],
][] = [
  ['BTC', '0.00005', { USD: 1, EUR: 1, USDT: 1, USDC: 1 }, 10, [130, 100]],
  ['ETH', '0.001', { USD: 2, EUR: 2, USDT: 2, USDC: 2, BTC: 5 }, 10, [2300, 2300]],
  ['SOL', '0.06', { USD: 2, EUR: 2, USDT: 2, BTC: 7, ETH: 5 }, 10, [16_000, 16_000]],
  ['XRP', '1.65', { USD: 5, EUR: 5, USDT: 5, BTC: 8 }, 10, [1_400_000, 1_400_000]],
  ['ADA', '20', { USD: 6, EUR: 6, USDT: 6, BTC: 9 }, 10, [4_400_000, 3_100_000]],
  ['DOGE', '50', { USD: 7, EUR: 7, USDT: 7, BTC: 9 }, 10, [18_000_000, 11_000_000]],
  ['LTC', '0.1', { USD: 2, EUR: 2, USDT: 2, BTC: 6 }, 10, [17_000, 11_000]],
  ['DOT', '3.9', { USD: 4, EUR: 4, USDT: 4, BTC: 8 }, 5, [390_000, 340_000]],
  ['LINK', '0.55', { USD: 5, EUR: 5, USDT: 5, BTC: 8 }, 10, [63_000, 32_000]],
  ['PEPE', '500000', { USD: 9, EUR: 9, USDT: 9 }, 3, [50_000_000_000, 25_000_000_000]],
  ['USDT', '5', { USD: 5, EUR: 4 }, 3, [15_000_000, 10_000_000]],
  ['USDC', '5', { USD: 4, EUR: 4, USDT: 4 }, 3, [15_000_000, 10_000_000]],
  ['EUR', '5', { USD: 5 }, 5, [1_000_000, 1_000_000]],
  // Listed in 2022, without leverage; digits and minimums of Terra follow the prices of today.
  ['LUNC', '50000', { USD: 8, EUR: 8 }, 1, [0, 0]],
  ['LUNA2', '20', { USD: 4, EUR: 4 }, 1, [0, 0]],
  ['REPV1', '0.15', { USD: 3, EUR: 3, BTC: 6 }, 1, [0, 0]],
  ['REPV2', '0.15', { USD: 3, EUR: 3, BTC: 6 }, 1, [0, 0]],
  // A pair of stocks as nautilus_trader records AAPLxUSD.
  ['AAPLx', '0.00000001', { USD: 2 }, 3, [400, 400]],
  ['TSLAx', '0.00000001', { USD: 2 }, 3, [400, 400]],
];

const costMinimums: Record<string, string> = {
  USD: '0.5',
  EUR: '0.45',
  BTC: '0.00002',
  ETH: '0.0002',
  USDT: '0.5',
  USDC: '0.5',
};
/** Euro lots stop at the four digits a euro balance has, so that nothing is lost in booking. */
const lotDecimals: Record<string, number> = { PEPE: 5, EUR: 4 };
const cash = new Set(['USD', 'EUR', 'USDT', 'USDC']);

export interface Pairs {
  readonly list: readonly Pair[];
  /** By symbol (XXBTZUSD), altname (XBTUSD), wsname (XBT/USD) or unified name (BTC/USD, BTCUSD), in capital letters. */
  readonly byName: ReadonlyMap<string, Pair>;
}

export function findPair({ byName }: Pairs, name: string): Pair | undefined {
  return byName.get(name.toUpperCase());
}

/** Kraken's pairs, plus `synthetic` made-up ones for measuring how a long list is borne. */
export function createPairs(synthetic = 0): Pairs {
  const list = [...realPairs(), ...Array.from({ length: synthetic }, (_, index) => syntheticPair(index))];
  const byName = new Map<string, Pair>();
  for (const pair of list) for (const name of namesOf(pair)) byName.set(name.toUpperCase(), pair);
  return { list, byName };
}

/**
 * The pairs with the dark pools of 2019: of BTC and ETH against fiat, and ETH/BTC. A dark pool had the base and quote of its pair, an id and
 * altname with `.d`, a finer price, and no wsname. `named` gives the dark pools a wsname too, which was never seen.
 */
export function withDarkPools({ list, byName }: Pairs, named: boolean): Pairs {
  const dark = list.filter(isOfDarkPools).map((pair) => darkPoolOf(pair, named));
  const names = dark.flatMap((pair) => [pair.symbol, pair.altname].map((name) => [name.toUpperCase(), pair] as const));
  return { list: [...list, ...dark], byName: new Map([...byName, ...names]) };
}

function isOfDarkPools({ baseCode, quoteCode }: Pair): boolean {
  return ['BTC', 'ETH'].includes(baseCode) && ['USD', 'EUR', 'BTC'].includes(quoteCode);
}

function darkPoolOf(pair: Pair, named: boolean): Pair {
  return {
    ...pair,
    ...precision(pair.pairDecimals + 2, pair.lotDecimals, { code: pair.quoteCode }),
    ...{ symbol: `${pair.symbol}.d`, altname: `${pair.altname}.d`, wsname: named ? `${pair.wsname}.d` : '' },
    ...{ leverage: [], positionLimit: [0, 0] },
  };
}

function realPairs(): Pair[] {
  return table.flatMap(([base, ordermin, quotes, leverage, limits]) =>
    Object.entries(quotes).map(([quote, decimals]) => {
      return {
        ...names(known(base), known(quote)),
        ...precision(decimals, lotDecimals[base] ?? 8, known(quote)),
        orderMin: exact(ordermin),
        leverage: Array.from({ length: leverage - 1 }, (_, index) => index + 2),
        positionLimit: limits,
        ...feesOf(base, quote),
      };
    }),
  );
}

function feesOf(base: string, quote: string): Pick<Pair, 'fees' | 'makerFees'> {
  if (known(base).aclass === 'tokenized_asset') return tokenizedFees;
  return cash.has(base) && cash.has(quote)
    ? { fees: stableFees, makerFees: stableFees }
    : { fees: takerFees, makerFees };
}

function names(
  base: Asset,
  quote: Asset,
): Pick<Pair, 'symbol' | 'altname' | 'wsname' | 'base' | 'quote' | 'baseCode' | 'quoteCode'> {
  const altname = `${base.altname}${quote.altname}`;
  const wsname = `${base.altname}/${quote.altname}`;
  return {
    symbol: symbolOf(base, quote),
    altname,
    wsname,
    base: base.id,
    quote: quote.id,
    baseCode: base.code,
    quoteCode: quote.code,
  };
}

/** Long ids (XXBTZUSD) exist where both sides have a prefix; DOGE has one against BTC only, Tether/dollar is a hybrid. */
function symbolOf(base: Asset, quote: Asset): string {
  const prefixed = /^[XZ]/.test(base.id) && base.id.length === 4 && quote.id.length === 4 && quote.id !== quote.altname;
  if (base.code === 'USDT' && quote.code === 'USD') return 'USDTZUSD';
  return prefixed && !(base.code === 'DOGE' && quote.id.startsWith('Z'))
    ? `${base.id}${quote.id}`
    : `${base.altname}${quote.altname}`;
}

function precision(pairDecimals: number, lotDecimals: number, quote: { code: string }) {
  const tickSize = exact(10).pow(-pairDecimals);
  const costDecimals = cash.has(quote.code) ? 5 : 6;
  const quantityStep = exact(10).pow(-lotDecimals);
  const costMin = exact(costMinimums[quote.code] ?? '0.5');
  return { pairDecimals, lotDecimals, costDecimals, tickSize, quantityStep, costMin, contract: null };
}

function syntheticPair(index: number): Pair {
  const code = `SYN${index.toString(36).toUpperCase().padStart(3, '0')}`;
  const base: Asset = { id: code, altname: code, code, decimals: 8, display_decimals: 5, aclass: 'currency' };
  const decimals = 2 + (index % 6);
  return {
    ...names(base, known('USD')),
    ...precision(decimals, 8, known('USD')),
    orderMin: exact('0.1'),
    leverage: index % 3 === 0 ? [2, 3] : [],
    positionLimit: [10_000, 10_000],
    fees: takerFees,
    makerFees,
    reference: exact(1 + (index % 50)),
  };
}

function namesOf(pair: Pair): string[] {
  const unified = `${pair.baseCode}/${pair.quoteCode}`;
  return [pair.symbol, pair.altname, pair.wsname, unified, unified.replace('/', '')];
}

function known(code: string): Asset {
  const asset = findAsset(code);
  if (!asset) throw new Error(`no asset ${code}`);
  return asset;
}
