import { Decimal } from '../../../../lib/decimal.ts';
import type { Move } from './transfers.ts';

export interface Instrument {
  readonly id: string;
  readonly market: 'spot' | 'swap';
  readonly base: string;
  readonly quote: string;
  readonly priceStep: string;
  readonly quantityStep: string;
  readonly minQuantity: string;
  /** Units of the base asset in a contract; null on spot, where quantities count the base asset. */
  readonly contractSize: string | null;
}

export interface Order {
  readonly id: string;
  readonly clientId: string | null;
  readonly instrument: Instrument;
  readonly side: 'buy' | 'sell';
  readonly type: string;
  readonly tif: string;
  readonly reduceOnly: boolean;
  readonly createdAt: number;
  quantity: Decimal;
  price: Decimal | null;
  filled: Decimal;
  average: Decimal | null;
  status: 'open' | 'filled' | 'canceled';
}

export interface Stop {
  readonly id: string;
  readonly clientId: string;
  readonly instrument: Instrument;
  readonly side: 'buy' | 'sell';
  readonly kind: 'loss' | 'profit';
  readonly quantity: Decimal;
  readonly trigger: Decimal;
  readonly price: Decimal | null;
  readonly reduceOnly: boolean;
  readonly createdAt: number;
  status: 'waiting' | 'fired' | 'canceled';
  child: string | null;
}

export interface Fill {
  readonly id: string;
  readonly order: Order;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly fee: Decimal;
  readonly time: number;
  readonly maker: boolean;
}

export interface LedgerRow {
  readonly id: string;
  readonly time: number;
  readonly kind: 'deposit' | 'trade' | 'fee' | 'pnl' | 'funding';
  readonly asset: string;
  readonly change: Decimal;
  readonly instrument: string | null;
  readonly trade: string | null;
}

/** Contracts with a sign: positive is long. */
export interface Position {
  contracts: Decimal;
  entry: Decimal;
}

/** One customer of the exchange, and the prices of everybody. */
export interface State {
  readonly now: () => number;
  readonly prices: Map<string, Decimal>;
  readonly balances: Map<string, Decimal>;
  readonly orders: Order[];
  readonly stops: Stop[];
  readonly fills: Fill[];
  readonly ledger: LedgerRow[];
  readonly positions: Map<string, Position>;
  readonly leverages: Map<string, string>;
  readonly moves: Move[];
  rights: readonly string[];
  isRevoked: boolean;
  /** New moves between wallets. */
  movesAre: Move['state'];
  positionMode: 'net' | 'two-sided';
  /** The last hour up to which funding was paid. */
  fundedTo: number;
  serial: number;
}

export const hourMs = 3_600_000;

function spot(base: string): Instrument {
  const steps = { priceStep: '0.1', quantityStep: '0.0001', minQuantity: '0.0002' };
  return { id: `${base}-USDT`, market: 'spot', base, quote: 'USDT', ...steps, contractSize: null };
}
function swap(base: string, contractSize: string): Instrument {
  const steps = { priceStep: '0.1', quantityStep: '1', minQuantity: '1' };
  return { id: `${base}-USDT-PERP`, market: 'swap', base, quote: 'USDT', ...steps, contractSize };
}
export const instruments: readonly Instrument[] = [spot('BTC'), spot('ETH'), swap('BTC', '0.01'), swap('ETH', '0.1')];

export function openState(now: () => number): State {
  const state: State = {
    now,
    prices: new Map([
      ['BTC', new Decimal(80_000)],
      ['ETH', new Decimal(3000)],
    ]),
    balances: new Map(),
    orders: [],
    stops: [],
    fills: [],
    ledger: [],
    positions: new Map(),
    leverages: new Map(),
    moves: [],
    rights: ['read', 'trade'],
    isRevoked: false,
    movesAre: 'done',
    positionMode: 'net',
    fundedTo: Math.floor(now() / hourMs) * hourMs,
    serial: 0,
  };
  for (const [asset, amount] of [
    ['USDT', 100_000],
    ['BTC', 2],
    ['ETH', 20],
  ] as const)
    record(state, { kind: 'deposit', asset, change: new Decimal(amount), instrument: null, trade: null });
  return state;
}

export function nextId(state: State): string {
  state.serial += 1;
  return String(state.serial);
}

/** An entry tells by how much a balance changed, and no balance. */
export function record(state: State, entry: Omit<LedgerRow, 'id' | 'time'>, time = state.now()): void {
  state.ledger.push({ id: nextId(state), time, ...entry });
  state.balances.set(entry.asset, balanceOf(state, entry.asset).plus(entry.change));
}

export function balanceOf({ balances }: State, asset: string): Decimal {
  return balances.get(asset) ?? new Decimal(0);
}

export function priceOf({ prices }: State, { base }: Instrument): Decimal {
  return prices.get(base) ?? new Decimal(0);
}

/** The quantity of an order in units of the base asset. */
export function baseUnits(quantity: Decimal, { contractSize }: Instrument): Decimal {
  return contractSize === null ? quantity : quantity.mul(contractSize);
}
