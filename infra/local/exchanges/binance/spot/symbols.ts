import type { Decimal } from 'decimal.js';
import { exact } from '../../engine/decimals.ts';
import { listMarket, type Market, type MarketTerms } from '../../engine/market.ts';

/** A spot symbol, with the numbers of its filters (spot/filters). */
export interface SpotSymbol extends MarketTerms {
  readonly minPrice: Decimal;
  readonly maxPrice: Decimal;
  readonly minQty: Decimal;
  readonly maxQty: Decimal;
  readonly marketMaxQty: Decimal;
  readonly minNotional: Decimal;
  readonly maxNotional: Decimal;
  readonly maxOrders: number;
  readonly maxStops: number;
  readonly maxAmends: number;
  /** Bounds of TRAILING_DELTA, in hundredths of a percent. */
  readonly deltaAbove: DeltaBounds;
  readonly deltaBelow: DeltaBounds;
}

export interface DeltaBounds {
  readonly least: number;
  readonly most: number;
}

/** base, quote, tick, step, most quantity of a market order, and the fixed price of a symbol that the world does not know. */
type Row = readonly [base: string, quote: string, tick: string, step: string, marketMax: string, reference?: string];

/** Steps as listed in 2026; sizes of market orders change by the day. */
const rows: readonly Row[] = [
  ['BTC', 'USDT', '0.01', '0.00001', '120'],
  ['ETH', 'USDT', '0.01', '0.0001', '2500'],
  ['BNB', 'USDT', '0.01', '0.001', '3000'],
  ['SOL', 'USDT', '0.01', '0.001', '20000'],
  ['XRP', 'USDT', '0.0001', '0.1', '2000000'],
  ['ADA', 'USDT', '0.0001', '0.1', '2000000'],
  ['DOGE', 'USDT', '0.00001', '1', '9000000'],
  ['LTC', 'USDT', '0.01', '0.001', '8000'],
  ['DOT', 'USDT', '0.001', '0.01', '80000'],
  ['LINK', 'USDT', '0.01', '0.01', '60000'],
  ['PEPE', 'USDT', '0.00000001', '1', '9000000000'],
  ['USDC', 'USDT', '0.00001', '1', '9000000'],
  ['BTC', 'USDC', '0.01', '0.00001', '40'],
  ['ETH', 'USDC', '0.01', '0.0001', '900'],
  ['ETH', 'BTC', '0.00001', '0.0001', '500'],
  ['BNB', 'BTC', '0.000001', '0.001', '300'],
  // Symbols with other letters than ASCII exist (spot/CHANGELOG 2025-12-15).
  ['币安人生', 'USDT', '0.0001', '0.1', '200000', '0.12'],
];

function symbolOf([base, quote, tick, step, marketMax, reference]: Row): SpotSymbol {
  const inBtc = quote === 'BTC';
  const [tickSize, quantityStep] = [exact(tick), exact(step)];
  return {
    ...{ symbol: base + quote, base, quote, baseCode: base, quoteCode: quote, tickSize, quantityStep, contract: null },
    ...(reference === undefined ? {} : { reference: exact(reference) }),
    ...{ minPrice: tickSize, maxPrice: exact(inBtc ? '922327' : '1000000') },
    ...{ minQty: quantityStep, maxQty: quantityStep.times(900_000_000), marketMaxQty: exact(marketMax) },
    ...{ minNotional: exact(inBtc ? '0.0001' : '5'), maxNotional: exact('9000000') },
    ...{ maxOrders: 200, maxStops: 5, maxAmends: 10 },
    // The same on both sides at most symbols; the filter names them apart (spot/filters).
    ...{ deltaAbove: { least: 10, most: base === 'PEPE' ? 1000 : 2000 }, deltaBelow: { least: 10, most: 2000 } },
  };
}

export function listSymbols(): Map<string, Market> {
  const symbols = rows.map(symbolOf);
  return new Map(symbols.map((each) => [each.symbol, listMarket(each)]));
}

/** Every market of this host is listed by `listSymbols`. */
export function symbolIn({ terms }: Market): SpotSymbol {
  return terms as SpotSymbol;
}

/** Assets that a wallet shows, in the order of the lists. */
export const assets: readonly string[] = [
  ...new Set([...rows.map(([base]) => base), ...rows.map(([, quote]) => quote)]),
];

export const orderTypes = [
  ...['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'],
] as readonly SpotType[];
export type SpotType =
  | 'LIMIT'
  | 'LIMIT_MAKER'
  | 'MARKET'
  | 'STOP_LOSS'
  | 'STOP_LOSS_LIMIT'
  | 'TAKE_PROFIT'
  | 'TAKE_PROFIT_LIMIT';

/** Multipliers of PERCENT_PRICE_BY_SIDE: a bid at most 5 times, an ask at least a fifth of the average price. */
export const percentPrice = { up: exact(5), down: exact('0.2') };
