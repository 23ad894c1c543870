import type { Decimal } from 'decimal.js';
import { exact } from '../engine/decimals.ts';
import type { ContractTerms, Market, MarketTerms } from '../engine/market.ts';
import { listMarket } from '../engine/market.ts';

export const categories = ['spot', 'linear', 'inverse'] as const;
export type Category = (typeof categories)[number];

/** A listed pair or contract as published by Bybit. The engine's `symbol` is the unified one: BTCUSDT is spot and linear. */
export interface Instrument extends MarketTerms {
  readonly category: Category;
  readonly id: string;
  readonly baseCoin: string;
  readonly quoteCoin: string;
  readonly settleCoin: string | null;
  readonly minQty: Decimal;
  readonly maxQty: Decimal;
  readonly maxMarketQty: Decimal;
  /** Least value of an order in quote; null = none. */
  readonly minValue: Decimal | null;
  readonly maxLeverage: number;
}

/** The highest price of a contract; the lowest is one tick. */
export const highestPrice = exact('1999999.8');

/** Every market of this exchange was listed from an instrument. */
export function instrumentOf({ terms }: Market): Instrument {
  return terms as Instrument;
}

export function categoryOf(market: Market): Category {
  return instrumentOf(market).category;
}

type SpotRow = readonly [base: string, quote: string, tick: string, step: string, min: string, max: string];

/** Rows: base, quote, tick, basePrecision, minOrderQty, maxOrderQty; values of the order that Bybit publishes. */
const spotRows: readonly SpotRow[] = [
  ['BTC', 'USDT', '0.1', '0.000001', '0.000011', '83'],
  ['ETH', 'USDT', '0.01', '0.00001', '0.00028', '2600'],
  ['SOL', 'USDT', '0.01', '0.001', '0.005', '20000'],
  ['XRP', 'USDT', '0.0001', '0.01', '0.4', '2000000'],
  ['ADA', 'USDT', '0.0001', '0.01', '1', '4000000'],
  ['DOGE', 'USDT', '0.00001', '0.1', '4', '10000000'],
  ['LTC', 'USDT', '0.01', '0.00001', '0.01', '5000'],
  ['DOT', 'USDT', '0.0001', '0.001', '0.2', '300000'],
  ['LINK', 'USDT', '0.001', '0.001', '0.06', '50000'],
  ['PEPE', 'USDT', '0.0000000001', '1', '70000', '50000000000'],
  ['BTC', 'USDC', '0.1', '0.000001', '0.000011', '80'],
  ['ETH', 'USDC', '0.01', '0.00001', '0.00028', '2000'],
  ['ETH', 'BTC', '0.000001', '0.0001', '0.002', '100'],
  ['USDC', 'USDT', '0.0001', '0.01', '1', '10000000'],
];

type ContractRow = readonly [id: string, base: string, tick: string, step: string, max: string, leverage: number];

const linearRows: readonly ContractRow[] = [
  ['BTCUSDT', 'BTC', '0.1', '0.001', '1190', 100],
  ['ETHUSDT', 'ETH', '0.01', '0.01', '7240', 100],
  ['SOLUSDT', 'SOL', '0.01', '0.1', '79770', 100],
  ['XRPUSDT', 'XRP', '0.0001', '0.1', '4362000', 75],
  ['ADAUSDT', 'ADA', '0.0001', '1', '7450000', 75],
  ['DOGEUSDT', 'DOGE', '0.00001', '1', '21300000', 75],
  ['LTCUSDT', 'LTC', '0.01', '0.1', '50000', 50],
  ['DOTUSDT', 'DOT', '0.0001', '0.1', '900000', 50],
  ['LINKUSDT', 'LINK', '0.001', '0.1', '300000', 50],
  ['1000PEPEUSDT', 'PEPE', '0.0000001', '100', '370000000', 50],
];
const usdcRows: readonly ContractRow[] = [
  ['BTCPERP', 'BTC', '0.1', '0.001', '100', 100],
  ['ETHPERP', 'ETH', '0.01', '0.01', '1000', 100],
  ['SOLPERP', 'SOL', '0.01', '0.1', '10000', 50],
];
const inverseRows: readonly ContractRow[] = [
  ['BTCUSD', 'BTC', '0.1', '1', '25000000', 100],
  ['ETHUSD', 'ETH', '0.01', '1', '10000000', 100],
];

function spot([base, quote, tick, step, min, max]: SpotRow): Instrument {
  const codes = { baseCode: base, quoteCode: quote };
  return {
    ...{ symbol: `${base}/${quote}`, category: 'spot', id: `${base}${quote}` },
    ...{ base, quote, ...codes, baseCoin: base, quoteCoin: quote, settleCoin: null },
    ...{ tickSize: exact(tick), quantityStep: exact(step), contract: null },
    ...{ minQty: exact(min), maxQty: exact(max), maxMarketQty: exact(max).div(2) },
    ...{ minValue: exact(quote === 'BTC' ? '0.00005' : 5), maxLeverage: 1 },
  };
}

interface Settling {
  readonly category: 'linear' | 'inverse';
  readonly quote: string;
  readonly settle: (base: string) => string;
  readonly sessions: boolean;
}

function perpetual({ category, quote, settle, sessions }: Settling) {
  return ([id, coin, tick, step, max, maxLeverage]: ContractRow): Instrument => {
    const inverse = category === 'inverse';
    const thousands = id.startsWith('1000');
    const base = thousands ? `1000${coin}` : coin;
    const settleCoin = settle(coin);
    const terms = contractTerms({ inverse, settleCoin, sessions, maxLeverage });
    return {
      ...{ symbol: `${base}/${quote}:${settleCoin}`, category, id, ...(thousands ? { multiple: 1000 } : {}) },
      ...{ base, quote, baseCode: coin, quoteCode: quote, baseCoin: base, quoteCoin: quote, settleCoin },
      ...{ tickSize: exact(tick), quantityStep: exact(step), contract: terms },
      ...{ minQty: exact(step), maxQty: exact(max), maxMarketQty: exact(max).div(5).floor() },
      ...{ minValue: inverse ? null : exact(5), maxLeverage },
    };
  };
}

function contractTerms(row: {
  readonly inverse: boolean;
  readonly settleCoin: string;
  readonly sessions: boolean;
  readonly maxLeverage: number;
}): ContractTerms {
  const rate = 1 / row.maxLeverage;
  return {
    ...{ inverse: row.inverse, size: exact(1), wallet: 'unified', settle: row.settleCoin },
    ...{ maxPosition: exact(1e12), expiresAt: null, settlesSessions: row.sessions },
    levels: [
      { from: 0, initialMargin: rate, maintenanceMargin: rate / 2 },
      { from: 2e6, initialMargin: rate * 1.5, maintenanceMargin: rate * 0.75 },
      { from: 2e7, initialMargin: rate * 5, maintenanceMargin: rate * 2.5 },
    ],
  };
}

/** In the order of the lists. `synthetic` made-up contracts bring the list of linear contracts to the length of the live one (over 500). */
export function listInstruments(synthetic: number): Instrument[] {
  const usdt = perpetual({ category: 'linear', quote: 'USDT', settle: () => 'USDT', sessions: false });
  const usdc = perpetual({ category: 'linear', quote: 'USDC', settle: () => 'USDC', sessions: true });
  const coin = perpetual({ category: 'inverse', quote: 'USD', settle: (base) => base, sessions: false });
  const listed = [...spotRows.map(spot), ...linearRows.map(usdt), ...usdcRows.map(usdc), ...inverseRows.map(coin)];
  const made = Array.from({ length: synthetic }, (_, index): Instrument => {
    const terms = usdt([`MADE${index}USDT`, `MADE${index}`, '0.0001', '1', '100000', 25]);
    return { ...terms, reference: exact(1), baseCode: 'USDT' };
  });
  return [...listed, ...made];
}

export function listMarkets(synthetic: number): Map<string, Market> {
  return new Map(listInstruments(synthetic).map((terms) => [terms.symbol, listMarket(terms)]));
}

/** Listed today under Bybit's name. The category decides between the pair and the contract of one name. */
export function marketNamed(markets: ReadonlyMap<string, Market>, category: Category, id: string): Market | undefined {
  return [...markets.values()].find(
    (market) => instrumentOf(market).id === id && categoryOf(market) === category && !market.delisted,
  );
}
