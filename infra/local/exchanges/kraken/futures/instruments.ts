import { Decimal } from 'decimal.js';
import type { ContractTerms, MarginLevel, Market, MarketTerms } from '../../engine/market.ts';
import { poolWallet } from './rules.ts';

/** A listed contract as published by Kraken. */
export interface Instrument extends MarketTerms {
  readonly contract: ContractTerms;
  /** Kraken's name of the base (XBT). */
  readonly code: string;
  /** Decimals of an order's quantity; negative for coins sold by the thousand (PEPE: -3). */
  readonly tradePrecision: number;
  readonly openingDate: string;
  readonly isin: string;
  readonly category: string;
}

/** Every market of this exchange was listed from an instrument. */
export function instrumentOf({ terms }: Market): Instrument {
  return terms as Instrument;
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

/** PF_XBTUSD up to 3 M as recorded 2026-09; the recording shows no step above, so those keep the rates of the published example. */
const bitcoinLevels = levels([0, 0.01], [1e6, 0.02], [3e6, 0.04], [5e6, 0.1], [10e6, 0.2], [20e6, 0.3], [30e6, 0.5]);
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

/** Contracts listed at a time: perpetuals, and the BTC contracts of the next quarterly expiry. `synthetic` adds made-up perpetuals for size tests. */
export function listInstruments(now: number, synthetic: number): Instrument[] {
  const perpetuals = linear.map((row) => linearContract(`PF_${row[0]}USD`, row, null));
  const dated = linear.slice(0, 1).map((row) => datedContract('FF', row, linearContract, nextQuarterlyExpiry(now, 8)));
  const coinMargined = inverse.flatMap((row) => [
    inverseContract(`PI_${row[0]}USD`, row, null),
    ...(row[0] === 'XBT' ? [datedContract('FI', row, inverseContract, nextQuarterlyExpiry(now, 16))] : []),
  ]);
  return [...perpetuals, ...dated, ...coinMargined, ...Array.from({ length: synthetic }, madeUp)];
}

function datedContract<R extends readonly [string, ...unknown[]]>(
  kind: string,
  row: R,
  contract: (symbol: string, row: R, expiresAt: number) => Instrument,
  expiry: number,
): Instrument {
  const tag = new Date(expiry).toISOString().slice(2, 10).replaceAll('-', '');
  return contract(`${kind}_${row[0]}USD_${tag}`, row, expiry);
}

function linearContract(symbol: string, row: (typeof linear)[number], expiresAt: number | null): Instrument {
  const [code, baseCode, tick, tradePrecision, maxPosition, isin, category] = row;
  const contract = {
    ...{ inverse: false, size: new Decimal(1), wallet: poolWallet, settle: 'usd', expiresAt },
    ...{ maxPosition: new Decimal(maxPosition), levels: code === 'XBT' ? bitcoinLevels : linearLevels },
  };
  return { ...named(symbol, code, baseCode, tick, tradePrecision, expiresAt), contract, isin, category };
}

/**
 * A contract in euros, as Kraken could list one: none was found listed. CCXT cuts three letters off the name and calls PF_XBTEUR
 * BTC/USD:USD.
 */
export function euroContract(code: string): Instrument {
  const row = linear.find(([each]) => each === code);
  if (row === undefined) throw new Error(`code: no such contract: ${code}`);
  return { ...linearContract(`PF_${code}EUR`, row, null), quote: 'eur', quoteCode: 'EUR' };
}

function inverseContract(symbol: string, row: (typeof inverse)[number], expiresAt: number | null): Instrument {
  const [code, baseCode, tick, isin] = row;
  const settle = code.toLowerCase();
  const contract = {
    ...{ inverse: true, size: new Decimal(1), wallet: `fi_${settle}usd`, settle, expiresAt },
    ...{ maxPosition: new Decimal(75_000_000), levels: inverseLevels },
  };
  return { ...named(symbol, code, baseCode, tick, 0, expiresAt), contract, isin, category: '' };
}

function named(
  symbol: string,
  code: string,
  baseCode: string,
  tick: string,
  tradePrecision: number,
  expiresAt: number | null,
): Omit<Instrument, 'contract' | 'isin' | 'category'> {
  const dated = expiresAt === null ? null : new Date(expiresAt - 217 * 86_400_000).toISOString();
  return {
    ...{ symbol, code, base: code.toLowerCase(), quote: 'usd', baseCode, quoteCode: 'USD', tradePrecision },
    tickSize: new Decimal(tick),
    quantityStep: new Decimal(10).pow(-tradePrecision),
    openingDate: dated ?? '2022-03-22T13:15:36Z',
  };
}

function madeUp(_: unknown, index: number): Instrument {
  const code = `SIM${index.toString(36).toUpperCase().padStart(3, '0')}`;
  return linearContract(`PF_${code}USD`, [code, 'LINK', '0.001', 1, 800_000, `GB00SIM${code}0`, 'DeFi'], null);
}

/**
 * Last Friday of March, June, September or December: contracts settled in USD trade until 08:00 UTC, those settled in the coin until
 * 16:00 (recorded 2026-09).
 */
function nextQuarterlyExpiry(now: number, hour: number): number {
  const year = new Date(now).getUTCFullYear();
  for (let quarter = 0; quarter < 8; quarter++) {
    const lastDay = new Date(Date.UTC(year, quarter * 3 + 3, 0, hour));
    const expiry = lastDay.getTime() - ((lastDay.getUTCDay() + 2) % 7) * 86_400_000;
    if (expiry > now) return expiry;
  }
  throw new Error('unreachable: a quarter ends within two years');
}
