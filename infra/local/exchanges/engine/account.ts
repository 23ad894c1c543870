import type { Decimal } from 'decimal.js';
import type { EntryId } from './entry-id.ts';
import type { HiddenEntries } from './ledger-faults.ts';
import type { Order } from './order.ts';

/** A customer's account. `orders` keeps every order; `open` and `ended` split them, each in the order of getting there. */
export interface Account {
  readonly customer: string;
  /** The exchange's own name of the account; empty where it has none. */
  readonly uid: string;
  /** Wallet -> asset -> balance. */
  readonly wallets: Map<string, Map<string, Decimal>>;
  /** Oldest first, and therefore by date: dates never fall. */
  readonly ledger: LedgerEntry[];
  readonly hiddenEntries: HiddenEntries;
  readonly orders: Map<string, Order>;
  readonly open: Map<string, Order>;
  readonly ended: Map<string, Order>;
  readonly fills: Fill[];
  /** Client order ids of accepted orders, open or not. */
  readonly clientOrderIds: Set<string>;
  readonly positions: Map<string, Position>;
  /** Symbol -> leverage. A symbol listed here is margined in isolation, unless the account has a margin mode. */
  readonly leverage: Map<string, Decimal>;
  /** Symbols margined in isolation, at exchanges where the leverage does not say so. */
  readonly isolated?: Set<string>;
  /** How all positions are margined, at exchanges where this is a setting of the account. */
  marginMode?: 'cross' | 'isolated';
}

export interface Position {
  readonly symbol: string;
  /** Signed: a short is negative. */
  readonly quantity: Decimal;
  readonly entry: Decimal;
  readonly filledAt: number;
  /** Funding before this moment is in the ledger already. */
  fundedUntil: number;
}

export interface Fill {
  readonly id: string;
  /** Running number, where the exchange counts fills. */
  readonly number: number;
  readonly order: Order;
  /** The order before the fill. */
  readonly before: Order;
  readonly at: number;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly role: 'maker' | 'taker' | 'liquidation';
  /** Value and fee in quote or settlement currency. */
  readonly cost: Decimal;
  readonly fee: Decimal;
  /** The amount paid as the fee. */
  readonly charged: { readonly asset: string; readonly amount: Decimal };
  readonly usdValue: Decimal;
  readonly realizedPnl: Decimal;
  readonly realizedFunding: Decimal;
  /** Ids of the ledger entries of the fill. */
  readonly entries: readonly EntryId[];
}

/** A trade about to happen. */
export type Execution = Pick<Fill, 'price' | 'quantity' | 'role'>;

export type EntryKind =
  | 'trade'
  | 'liquidation'
  | 'funding'
  | 'settlement'
  | 'conversion'
  /** Between wallets of one customer. */
  | 'transfer'
  /** From and to another exchange. */
  | 'arrival'
  | 'departure'
  | 'deposit'
  /** What the exchange bears because a balance cannot go below zero. */
  | 'shortfall';

/** A change of a balance, or of a position. after = before + change + profit + funding - fees. */
export interface LedgerEntry {
  readonly id: EntryId;
  /** A second name of the entry, where the exchange gives one. */
  readonly uid: string;
  readonly at: number;
  readonly kind: EntryKind;
  readonly of: 'balance' | 'position';
  readonly wallet: string;
  /** An asset, or the symbol of a position. */
  readonly asset: string;
  readonly before: Decimal;
  readonly after: Decimal;
  /** Moves besides profit, funding and fees: deliveries, transfers, conversions. */
  readonly change: Decimal | null;
  readonly fee: Decimal | null;
  readonly realizedPnl: Decimal | null;
  readonly realizedFunding: Decimal | null;
  readonly liquidationFee: Decimal | null;
  /** The fill or transfer that the entry belongs to. */
  readonly reference: string | null;
  readonly details: EntryDetails;
}

/** Circumstances of an entry that exchanges print beside the amounts. */
export interface EntryDetails {
  readonly symbol?: string;
  readonly settle?: string;
  readonly price?: Decimal;
  readonly markPrice?: Decimal;
  readonly entryBefore?: Decimal;
  readonly entryAfter?: Decimal;
  readonly fundingRate?: Decimal | null;
  /** Signed size of the position that the entry is about. */
  readonly quantity?: Decimal;
  /** A fraction. */
  readonly conversionFee?: Decimal;
}

export function balanceOf({ wallets }: Account, wallet: string, asset: string): Decimal | undefined {
  return wallets.get(wallet)?.get(asset);
}

/** The open orders as they are now: the list stays the same while orders end. */
export function openOf({ open }: Account): readonly Order[] {
  return [...open.values()];
}
