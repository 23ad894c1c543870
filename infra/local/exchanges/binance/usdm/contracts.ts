import type { Decimal } from 'decimal.js';
import { exact } from '../../engine/decimals.ts';
import { type ContractTerms, listMarket, type Market, type MarketTerms } from '../../engine/market.ts';

/** A contract of USD-M futures, with the numbers of its filters (fapi/market, exchangeInfo). */
export interface Contract extends MarketTerms {
  readonly contract: ContractTerms;
  readonly pair: string;
  readonly contractType: 'PERPETUAL' | 'CURRENT_QUARTER' | 'NEXT_QUARTER';
  readonly pricePrecision: number;
  readonly quantityPrecision: number;
  readonly maxPrice: Decimal;
  readonly maxQty: Decimal;
  readonly marketMaxQty: Decimal;
  readonly minNotional: Decimal;
  readonly maxLeverage: number;
  /** Orders of the symbol count from here: order ids are unique in a symbol alone, and some have 19 digits. */
  readonly idBase: bigint;
}

type Row = readonly [
  ...names: [base: string, quote: string],
  ...steps: [tick: string, step: string],
  ...most: [maxQty: string, marketMaxQty: string],
  ...limits: [minNotional: string, maxLeverage: number],
  reference?: string,
];

/** Steps as listed in 2026. */
const rows: readonly Row[] = [
  ['BTC', 'USDT', '0.10', '0.001', '1000', '120', '100', 125],
  ['ETH', 'USDT', '0.01', '0.001', '10000', '2000', '20', 125],
  ['BNB', 'USDT', '0.010', '0.01', '100000', '2000', '5', 75],
  ['SOL', 'USDT', '0.0100', '0.01', '1000000', '50000', '5', 100],
  ['XRP', 'USDT', '0.0001', '0.1', '10000000', '2000000', '5', 75],
  ['ADA', 'USDT', '0.00010', '1', '2000000', '300000', '5', 75],
  ['DOGE', 'USDT', '0.000010', '1', '50000000', '30000000', '5', 75],
  ['LTC', 'USDT', '0.01', '0.001', '10000', '5000', '20', 75],
  ['DOT', 'USDT', '0.001', '0.1', '1000000', '50000', '5', 75],
  ['LINK', 'USDT', '0.001', '0.01', '50000', '6000', '20', 75],
  ['BTC', 'USDC', '0.1', '0.001', '1000', '120', '100', 125],
  ['ETH', 'USDC', '0.01', '0.001', '10000', '2000', '20', 75],
  ['1000PEPE', 'USDT', '0.0000001', '1', '600000000', '60000000', '5', 75, '0.01'],
  ['币安人生', 'USDT', '0.00001', '1', '1000000', '200000', '5', 40, '0.12'],
];

export function walletOf(asset: string): string {
  return `um:${asset}`;
}

/** Upper ends of the first brackets, and their maintenance rates. A bracket takes leverage down, as the first figure of a list does. */
const brackets = [
  { from: 0, part: 1, rate: 0.004 },
  { from: 800_000, part: 0.8, rate: 0.005 },
  { from: 3_000_000, part: 0.6, rate: 0.0065 },
  { from: 12_000_000, part: 0.4, rate: 0.01 },
  { from: 70_000_000, part: 0.16, rate: 0.025 },
];

function contractOf([
  base,
  quote,
  tick,
  step,
  maxQty,
  marketMaxQty,
  minNotional,
  maxLeverage,
  reference,
]: Row): Contract {
  const [tickSize, quantityStep] = [exact(tick), exact(step)];
  const levels = brackets.map(({ from, part, rate }) => ({
    ...{ from, initialMargin: 1 / Math.floor(maxLeverage * part), maintenanceMargin: rate },
  }));
  return {
    ...{
      symbol: base + quote,
      pair: base + quote,
      base,
      quote,
      baseCode: base,
      quoteCode: quote,
      tickSize,
      quantityStep,
    },
    ...(reference === undefined ? {} : { reference: exact(reference) }),
    ...{ contractType: 'PERPETUAL', pricePrecision: tick.length - 2, quantityPrecision: quantityStep.decimalPlaces() },
    ...{ maxPrice: exact(4_529_764), maxQty: exact(maxQty), marketMaxQty: exact(marketMaxQty) },
    ...{ minNotional: exact(minNotional), maxLeverage },
    idBase: base === 'ETH' && quote === 'USDT' ? 8_389_765_500_000_000_000n : 0n,
    contract: {
      ...{ inverse: false, size: exact(1), wallet: walletOf(quote), settle: quote, levels, expiresAt: null },
      maxPosition: exact(maxQty).times(100),
    },
  };
}

/** The last Friday of a quarter, 8:00 UTC. */
function quarterEnd(year: number, quarter: number): number {
  const last = new Date(Date.UTC(year, quarter * 3 + 3, 0, 8));
  last.setUTCDate(last.getUTCDate() - ((last.getUTCDay() + 2) % 7));
  return last.getTime();
}

/** The two quarterly contracts of BTC that are listed at a moment. */
function quarterlies(now: number): Contract[] {
  const [perpetual] = rows;
  if (!perpetual) return [];
  const date = new Date(now);
  const ends = Array.from({ length: 4 }, (_, index) => {
    const quarter = Math.floor(date.getUTCMonth() / 3) + index;
    return quarterEnd(date.getUTCFullYear() + Math.floor(quarter / 4), quarter % 4);
  }).filter((end) => end > now);
  return ends.slice(0, 2).map((expiresAt, index) => datedOf(contractOf(perpetual), expiresAt, index));
}

function datedOf(perpetual: Contract, expiresAt: number, index: number): Contract {
  const day = new Date(expiresAt).toISOString().slice(2, 10).replaceAll('-', '');
  const contractType = index === 0 ? 'CURRENT_QUARTER' : 'NEXT_QUARTER';
  const symbol = `${perpetual.symbol}_${day}`;
  return { ...perpetual, symbol, contractType, contract: { ...perpetual.contract, expiresAt } };
}

export function listContracts(now: number): Map<string, Market> {
  const all = [...rows.map(contractOf), ...quarterlies(now)];
  return new Map(all.map((each) => [each.symbol, listMarket(each)]));
}

/** Every market of this host is listed by `listContracts`. */
export function contractIn({ terms }: Market): Contract {
  return terms as Contract;
}

/** Assets of the futures wallet. */
export const marginAssets: readonly string[] = ['USDT', 'USDC', 'BNB', 'BTC', 'ETH'];
