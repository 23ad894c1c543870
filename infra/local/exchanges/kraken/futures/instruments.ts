import { Decimal } from 'decimal.js';

/** One step of a margin schedule: rates for the part of a position above `from` (USD notional; for inverse contracts, contracts). */
export interface MarginLevel {
  from: number;
  initialMargin: number;
  maintenanceMargin: number;
}

/** A listed contract. `base` is the world's name of the asset (BTC), `code` Kraken's (XBT). */
export interface Instrument {
  symbol: string;
  type: 'flexible_futures' | 'futures_inverse';
  base: string;
  code: string;
  /** Wallet that margins it and currency that profit is paid in: inverse contracts live in their coin's own wallet. */
  wallet: string;
  settle: string;
  tickSize: Decimal;
  /** Decimals of an order size; negative for coins sold by the thousand (PEPE: -3). */
  tradePrecision: number;
  sizeStep: Decimal;
  maxPositionSize: Decimal;
  levels: MarginLevel[];
  /** Null for perpetuals. */
  lastTradingTime: number | null;
  openingDate: string;
  isin: string;
  category: string;
}

/** Rows: code, world name, tick, trade precision, max position, isin, category. Public `/instruments` of futures.kraken.com; isins that were not published anywhere are made up. */
const linear: [string, string, string, number, number, string, string][] = [
  ['XBT', 'BTC', '1', 4, 1200, 'GB00BQ84JX13', 'Layer 1'],
  ['ETH', 'ETH', '0.1', 3, 15_000, 'GB00BQ84JY20', 'Layer 1'],
  ['SOL', 'SOL', '0.01', 2, 200_000, 'GB00BQ84K288', 'Layer 1'],
  ['XRP', 'XRP', '0.00001', 0, 15_000_000, 'GB00BQ84K395', 'Payment'],
  ['ADA', 'ADA', '0.00001', 0, 20_000_000, 'GB00BQ84K403', 'Layer 1'],
  ['DOGE', 'DOGE', '0.00001', 0, 200_000_000, 'GB00BQ84K163', 'Community'],
  ['LTC', 'LTC', '0.01', 2, 40_000, 'GB00BQ84K510', 'Payment'],
  ['DOT', 'DOT', '0.001', 1, 1_000_000, 'GB00BQ84K627', 'Layer 0'],
  ['LINK', 'LINK', '0.001', 1, 800_000, 'GB00BQ84K734', 'DeFi'],
  ['PEPE', 'PEPE', '0.0000000001', -3, 500_000_000_000, 'GB00BQ84K841', 'Community'],
];
const inverse: [string, string, string, string][] = [
  ['XBT', 'BTC', '0.5', 'GB00J62YGL67'],
  ['ETH', 'ETH', '0.05', 'GB00JVMLMP88'],
];

/** Published example of `/instruments` (docs.kraken.com, get-instruments). */
const linearLevels = levels([0, 0.02], [500_000, 0.04], [2e6, 0.1], [5e6, 0.2], [10e6, 0.3], [30e6, 0.5]);
const inverseLevels = levels(
  [0, 0.02],
  [500_000, 0.04],
  [1e6, 0.06],
  [3e6, 0.1],
  [6e6, 0.15],
  [12e6, 0.25],
  [20e6, 0.3],
);

/** Maintenance is half of initial on every published level. */
function levels(...steps: [number, number][]): MarginLevel[] {
  return steps.map(([from, initialMargin]) => ({ from, initialMargin, maintenanceMargin: initialMargin / 2 }));
}

/** What is listed at a time: perpetuals, and the BTC contracts of the next quarterly expiry. `synthetic` adds made-up perpetuals for size tests. */
export function listInstruments(now: number, synthetic: number): Instrument[] {
  const expiry = nextQuarterlyExpiry(now);
  const tag = new Date(expiry).toISOString().slice(2, 10).replaceAll('-', '');
  const perpetuals = linear.map((row) => linearContract(`PF_${row[0]}USD`, row, null));
  const dated = linear.slice(0, 1).map((row) => linearContract(`FF_${row[0]}USD_${tag}`, row, expiry));
  const coinMargined = inverse.flatMap((row) => [
    inverseContract(`PI_${row[0]}USD`, row, null),
    ...(row[0] === 'XBT' ? [inverseContract(`FI_${row[0]}USD_${tag}`, row, expiry)] : []),
  ]);
  return [...perpetuals, ...dated, ...coinMargined, ...Array.from({ length: synthetic }, madeUp)];
}

function linearContract(symbol: string, row: (typeof linear)[number], expiry: number | null): Instrument {
  const [code, base, tick, tradePrecision, maxPosition, isin, category] = row;
  return {
    ...contract(symbol, code, base, tick, expiry, isin),
    type: 'flexible_futures',
    wallet: 'flex',
    settle: 'usd',
    tradePrecision,
    sizeStep: new Decimal(10).pow(-tradePrecision),
    maxPositionSize: new Decimal(maxPosition),
    levels: linearLevels,
    category,
  };
}

function inverseContract(symbol: string, row: (typeof inverse)[number], expiry: number | null): Instrument {
  const [code, base, tick, isin] = row;
  return {
    ...contract(symbol, code, base, tick, expiry, isin),
    type: 'futures_inverse',
    wallet: `fi_${code.toLowerCase()}usd`,
    settle: code.toLowerCase(),
    tradePrecision: 0,
    sizeStep: new Decimal(1),
    maxPositionSize: new Decimal(75_000_000),
    levels: inverseLevels,
    category: '',
  };
}

function contract(symbol: string, code: string, base: string, tick: string, expiry: number | null, isin: string) {
  const openingDate = expiry === null ? '2022-03-22T13:15:36Z' : new Date(expiry - 217 * 86_400_000).toISOString();
  return { symbol, code, base, tickSize: new Decimal(tick), lastTradingTime: expiry, openingDate, isin };
}

function madeUp(_: unknown, index: number): Instrument {
  const code = `SIM${index.toString(36).toUpperCase().padStart(3, '0')}`;
  return linearContract(`PF_${code}USD`, [code, 'LINK', '0.001', 1, 800_000, `GB00SIM${code}0`, 'DeFi'], null);
}

/** Last Friday of March, June, September or December at 08:00 UTC, as the listed contracts show. */
function nextQuarterlyExpiry(now: number): number {
  const year = new Date(now).getUTCFullYear();
  for (let quarter = 0; quarter < 8; quarter++) {
    const lastDay = new Date(Date.UTC(year, quarter * 3 + 3, 0, 8));
    const expiry = lastDay.getTime() - ((lastDay.getUTCDay() + 2) % 7) * 86_400_000;
    if (expiry > now) return expiry;
  }
  throw new Error('unreachable: a quarter ends within two years');
}
