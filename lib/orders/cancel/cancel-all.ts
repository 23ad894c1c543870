import type { AccountRef } from '../../accounts/account.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { OrderRef } from '../../exchanges/model/order.ts';
import type { JournalEntry } from '../../journal/entry.ts';
import type { Execution } from '../../journal/run-once.ts';

/** A cancellation of all open orders, as a client sends it. */
export interface CancelAllIntent {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  /** All symbols of the wallet when left out. */
  readonly symbol: string | undefined;
  /** The client's own key for its retries. */
  readonly idempotencyKey: string | undefined;
}

/**
 * The journal entry of a cancellation. The orders stand in the entry from the first write on: a retry and the resolver know the orders by
 * id, and no clock decides. ACCEPTED: none of the orders is open. NEEDS_REVIEW: some orders may be open, after twenty minutes of trying.
 */
export interface CancelAllRecord extends JournalEntry {
  readonly cancelAllId: string;
  readonly marketType: MarketType;
  readonly symbol: string | null;
  /** Number of orders that the exchange has canceled so far. */
  readonly canceled: number;
  /** Orders that may still be open. */
  readonly remaining: readonly RemainingOrder[];
}

/** All that an exchange may need to find the order. */
export type RemainingOrder = OrderRef & { readonly exchangeOrderId: string };

export type CanceledAll = Execution<CancelAllRecord>;
