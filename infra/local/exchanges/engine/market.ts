import type { Decimal } from 'decimal.js';

/** Definition of a tradable. Exchanges add further published fields. */
export interface MarketTerms {
  readonly symbol: string;
  /** Asset that a trade delivers and asset that pays for it, as the ledger names them. A contract delivers neither. */
  readonly base: string;
  readonly quote: string;
  /** The same two in the world's names: the world prices them. */
  readonly baseCode: string;
  readonly quoteCode: string;
  readonly tickSize: Decimal;
  readonly quantityStep: Decimal;
  /** Units of the world's base in a traded unit (1000PEPE: 1000); absent: 1. */
  readonly multiple?: number;
  /** Fixed price of a made-up market. Other markets follow the world. */
  readonly reference?: Decimal;
  /** Null where trades deliver assets. */
  readonly contract: ContractTerms | null;
}

export interface ContractTerms {
  /** Inverse contracts are worth a fixed amount of the quote and pay in the base; linear ones the other way round. */
  readonly inverse: boolean;
  /** Base (linear) or quote (inverse) of one contract. */
  readonly size: Decimal;
  /** Wallet that margins the contract, and asset that profit is paid in. */
  readonly wallet: string;
  readonly settle: string;
  readonly maxPosition: Decimal;
  readonly levels: readonly MarginLevel[];
  /** Whether profit so far is paid out with every funding interval, and the position is counted from the mark price on. */
  readonly settlesSessions?: boolean;
  /** Null for perpetuals. */
  readonly expiresAt: number | null;
}

/** One step of a margin schedule: rates for the part of a position above `from` (value in quote; contracts if inverse). */
export interface MarginLevel {
  readonly from: number;
  readonly initialMargin: number;
  readonly maintenanceMargin: number;
}

/** Orders a market accepts. */
export type MarketMode = 'online' | 'cancel_only' | 'post_only' | 'limit_only' | 'reduce_only';

/** A listed market. Controls change the state. */
export interface Market {
  readonly terms: MarketTerms;
  mode: MarketMode;
  /** No order trades or fires while a market is suspended. */
  suspended: boolean;
  /** Quantity that the rest of the market will still trade; null = without limit. Every fill uses it up. */
  liquidity: Decimal | null;
  /** Price that a made-up market is held at. */
  pinned: Decimal | null;
  expired: boolean;
  /** Out of the exchange's lists: no order is taken, and positions stay until settled. */
  delisted: boolean;
  /** The state in which an order ends that lacks its last step of quantity; null = orders trade to the end. */
  endsShort: 'filled' | 'cancelled' | null;
}

export function listMarket(terms: MarketTerms): Market {
  const open = { mode: 'online', suspended: false, liquidity: null, pinned: null } as const;
  return { terms, ...open, expired: false, delisted: false, endsShort: null };
}

/** A contract's own terms, for code that only contracts reach. */
export function contractOf({ terms }: Market): ContractTerms {
  if (!terms.contract) throw new Error(`${terms.symbol} is no contract`);
  return terms.contract;
}

export function isPerpetual({ terms }: Market): boolean {
  return terms.contract !== null && terms.contract.expiresAt === null;
}
