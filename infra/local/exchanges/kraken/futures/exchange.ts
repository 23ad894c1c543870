import type { Decimal } from 'decimal.js';
import type { HiddenEntries, LedgerFaults } from '../../engine/ledger-faults.ts';
import type { World } from '../../engine/world.ts';
import type { ApiKey } from './auth.ts';
import type { FundingRates } from './funding-rates.ts';
import type { Instrument } from './instruments.ts';
import type { Order } from './order.ts';

/** The whole exchange: everything a handler may read or change. */
export interface Exchange {
  world: World;
  /** Random UUIDs of the seeded world, so two runs of one scenario name things alike. */
  uid(): string;
  markets: Map<string, Market>;
  customers: Map<string, Customer>;
  keys: Map<string, ApiKey>;
  funding: FundingRates;
  /** The hour whose funding rates have been fixed. */
  stampedHour: number;
  settings: Settings;
  /** How the account log misbehaves. */
  ledgerFaults: LedgerFaults;
}

export interface Settings {
  /** Open orders one customer may have; Kraken publishes no number. */
  maxOpenOrders: number;
  /** Wallet that money from Spot arrives in. */
  arrivals: 'flex' | 'cash';
  syntheticInstruments: number;
  /** Enforces 500 cost units per 10 s on /derivatives (docs.kraken.com, futures rate limits). */
  rateLimits: boolean;
  /** How far the history service is behind: events of orders, triggers, executions and positions show this much after they happened. */
  historyLateMs: number;
}

export interface Market {
  instrument: Instrument;
  suspended: boolean;
  postOnly: boolean;
  /** What the rest of the market will still trade; null = without limit. Every fill uses it up. */
  liquidity: Decimal | null;
  expired: boolean;
}

export interface Customer {
  id: string;
  accountUid: string;
  /** wallet name (cash, flex, fi_xbtusd …) -> currency (usd, xbt …) -> balance. Never negative. */
  wallets: Map<string, Map<string, Decimal>>;
  positions: Map<string, Position>;
  open: Map<string, Order>;
  ended: Map<string, Order>;
  clientOrderIds: Set<string>;
  /** symbol -> leverage cap; a symbol listed here is margined in isolation. */
  leverage: Map<string, Decimal>;
  /** By id, and therefore by date: neither ever falls. Row n has id n. */
  log: LedgerEntry[];
  hiddenEntries: HiddenEntries;
  fills: Fill[];
  history: Record<HistoryKind, HistoryEvent[]>;
}

export type HistoryKind = 'orders' | 'triggers' | 'executions' | 'positions';

/** Events are stored as Kraken will show them; `tags` are what its filters select by. */
export interface HistoryEvent {
  uid: string;
  timestamp: number;
  tradeable: string;
  tags: string[];
  event: Record<string, unknown>;
}

export interface Position {
  symbol: string;
  /** Signed: a short is negative. */
  size: Decimal;
  entry: Decimal;
  fillTime: number;
  /** Funding before this moment is in the account log already. */
  fundingSince: number;
}

export interface Fill {
  uid: string;
  orderId: string;
  cliOrdId: string | null;
  symbol: string;
  side: 'buy' | 'sell';
  size: Decimal;
  price: Decimal;
  time: number;
  type: 'maker' | 'taker' | 'liquidation';
  fee: Decimal;
  feeCurrency: string;
  realizedPnl: Decimal;
  realizedFunding: Decimal;
}

/** A row of the account log (docs.kraken.com, get-account-log). Amounts are already rounded as booked. */
export interface LedgerEntry {
  id: number;
  date: number;
  asset: string;
  contract: string | null;
  info: string;
  booking_uid: string;
  margin_account: string;
  old_balance: Decimal;
  new_balance: Decimal;
  old_average_entry_price: Decimal | null;
  new_average_entry_price: Decimal | null;
  trade_price: Decimal | null;
  mark_price: Decimal | null;
  realized_pnl: Decimal | null;
  fee: Decimal | null;
  execution: string | null;
  collateral: string | null;
  funding_rate: Decimal | null;
  realized_funding: Decimal | null;
  conversion_spread_percentage: Decimal | null;
  liquidation_fee: Decimal | null;
}

export function isPerpetual(instrument: Instrument) {
  return instrument.lastTradingTime === null;
}
export function isInverse(instrument: Instrument) {
  return instrument.type === 'futures_inverse';
}

/** The market of a symbol in any case; undefined when it is not listed or has expired. */
export function findMarket(exchange: Exchange, symbol: string): Market | undefined {
  const market = exchange.markets.get(symbol.toUpperCase());
  return market?.expired ? undefined : market;
}

/** For symbols Kraken itself wrote down. */
export function marketOf(exchange: Exchange, symbol: string): Market {
  const market = exchange.markets.get(symbol);
  if (!market) throw new Error(`no market ${symbol}`);
  return market;
}
