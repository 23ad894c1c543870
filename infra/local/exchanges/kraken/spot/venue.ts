import type { Decimal } from 'decimal.js';
import { exact } from '../../engine/decimals.ts';
import type { BookRules } from '../../engine/ledger-faults.ts';
import { honestBooks } from '../../engine/ledger-faults.ts';
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

/** Everything the venue knows. */
export interface Venue {
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
  books: BookRules;
  /** How far the list of closed orders is behind: an order shows in it this much after its end. */
  closedOrdersLateMs: number;
}

export function createVenue(world: World, pairs: PairBook): Venue {
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
    books: honestBooks(),
    closedOrdersLateMs: 0,
  };
}

export function marketOf(venue: Venue, pair: Pair): Market {
  const known = venue.markets.get(pair.id);
  if (known) return known;
  const market: Market = { status: 'online', liquidity: null, pinned: null };
  venue.markets.set(pair.id, market);
  return market;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A venue id such as OUF4EM-FRGI2-MQMWZD; the letter tells orders (O), trades and amends (T), ledger rows (L) apart. */
export function newId(venue: Venue, letter: 'O' | 'T' | 'L' | 'B'): string {
  const letters = (count: number) =>
    Array.from({ length: count }, () => alphabet[Math.floor(venue.world.random() * alphabet.length)]).join('');
  for (;;) {
    const id = `${letter}${letters(5)}-${letters(5)}-${letters(6)}`;
    if (venue.ids.has(id)) continue;
    venue.ids.add(id);
    return id;
  }
}

/** Unix seconds with the four digits the venue gives. */
export function seconds(ms: number): number {
  return Math.round(ms * 10) / 10_000;
}

/** What one unit of an asset (by common code) is worth in dollars; 0 for assets the world does not price. */
export function dollars(venue: Venue, code: string): Decimal {
  try {
    return exact(venue.world.price(code, 'USD'));
  } catch {
    return exact(0);
  }
}
