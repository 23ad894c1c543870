import type { Decimal } from 'decimal.js';
import { exact } from '../../engine/decimals.ts';
import type { LedgerFaults } from '../../engine/ledger-faults.ts';
import { noLedgerFaults } from '../../engine/ledger-faults.ts';
import type { World } from '../../engine/world.ts';
import type { Account } from './account.ts';
import type { ApiKey } from './keys.ts';
import type { Limits } from './limits.ts';
import { createLimits } from './limits.ts';
import type { Pair, PairBook, PairStatus } from './pairs.ts';

/** How a market behaves beyond its published metadata. */
export interface Market {
  status: PairStatus;
  /** Base volume that can still trade; null = as much as anybody wants. */
  liquidity: Decimal | null;
  /** Price a made-up pair is held at. */
  pinned: Decimal | null;
}

/** Everything Kraken knows. */
export interface Exchange {
  world: World;
  pairs: PairBook;
  keys: Map<string, ApiKey>;
  accounts: Map<string, Account>;
  markets: Map<string, Market>;
  /** Whose prices were pinned here, so that a reset can let go of them. */
  pinned: Set<Pair>;
  limits: Limits;
  systemStatus: 'online' | 'maintenance' | 'cancel_only' | 'post_only';
  ids: Set<string>;
  lastTradeId: number;
  /** How the ledger misbehaves. */
  ledgerFaults: LedgerFaults;
  /** How far the list of closed orders is behind: an order shows in it this much after its end. */
  closedOrdersLateMs: number;
}

export function createExchange(world: World, pairs: PairBook): Exchange {
  return {
    world,
    pairs,
    keys: new Map(),
    accounts: new Map(),
    markets: new Map(),
    pinned: new Set(),
    limits: createLimits(),
    systemStatus: 'online',
    ids: new Set(),
    lastTradeId: 61_044_952,
    ledgerFaults: noLedgerFaults(),
    closedOrdersLateMs: 0,
  };
}

export function marketOf(exchange: Exchange, pair: Pair): Market {
  const known = exchange.markets.get(pair.id);
  if (known) return known;
  const market: Market = { status: 'online', liquidity: null, pinned: null };
  exchange.markets.set(pair.id, market);
  return market;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An exchange id such as OUF4EM-FRGI2-MQMWZD; the letter tells orders (O), trades and amends (T), ledger rows (L) apart. */
export function newId(exchange: Exchange, letter: 'O' | 'T' | 'L' | 'B'): string {
  const letters = (count: number) =>
    Array.from({ length: count }, () => alphabet[Math.floor(exchange.world.random() * alphabet.length)]).join('');
  for (;;) {
    const id = `${letter}${letters(5)}-${letters(5)}-${letters(6)}`;
    if (exchange.ids.has(id)) continue;
    exchange.ids.add(id);
    return id;
  }
}

/** Unix seconds with the four digits Kraken gives. */
export function seconds(ms: number): number {
  return Math.round(ms * 10) / 10_000;
}

/** What one unit of an asset (by common code) is worth in dollars; 0 for assets the world does not price. */
export function dollars(exchange: Exchange, code: string): Decimal {
  try {
    return exact(exchange.world.price(code, 'USD'));
  } catch {
    return exact(0);
  }
}
