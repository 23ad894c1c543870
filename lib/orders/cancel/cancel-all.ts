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
  /** The client's key for retries. */
  readonly idempotencyKey: string | undefined;
  /** Of a call that cancels in several markets, or certain orders: this market's part. */
  readonly part?: CancelPart;
}

/** A market's part of a call. Each part is an entry of the journal, so the outcome of a market hides no second outcome. */
export interface CancelPart {
  readonly cancelAllId: string;
  readonly fingerprint: string;
  /** All orders that the call names, those of other markets too; absent where the call means all that are open. */
  readonly plan?: readonly PlannedCancel[];
}

/**
 * The facts that the journal and the lists of open orders told about an id before anything was sent. `target`: may be open. `unsettled`: an
 * order of this service without a verdict. `closed`, `absent`: ended, or unknown here and at the exchange. `unread`: no list could be read
 * that may have the order.
 */
export type PlannedCancel =
  | NamedTarget
  | ({ readonly id: string; readonly kind: 'closed' | 'absent' | 'unsettled' } & OtherName)
  /** `reason`: of an order that was left alone for another reason than an unread list. */
  | ({ readonly id: string; readonly kind: 'unread'; readonly reason?: string } & OtherName);

export interface NamedTarget extends OtherName {
  readonly id: string;
  readonly kind: 'target';
  readonly marketType: MarketType;
  readonly order: RemainingOrder;
}

interface OtherName {
  /** The order's id of the kind that the client did not give. Absent where nobody has told it, and in entries of earlier releases. */
  readonly other?: string;
}

/**
 * The journal entry of a cancellation. The orders stand in the entry from the first write on: a retry and the resolver know the orders by
 * id, and no clock decides. ACCEPTED: none of the orders is open, but for `unread`. NEEDS_REVIEW: some orders may be open, after twenty
 * minutes in which the exchange has answered, or under another key: nothing is canceled for the call any more.
 */
export interface CancelAllRecord extends JournalEntry {
  readonly cancelAllId: string;
  readonly marketType: MarketType;
  readonly symbol: string | null;
  /** Number of orders that the exchange has canceled so far. */
  readonly canceled: number;
  /** Orders that may still be open. */
  readonly remaining: readonly RemainingOrder[];
  /** Of a call that names orders: all that the call names. A retry goes on with the same orders, whatever an id would name by then. */
  readonly plan?: readonly PlannedCancel[];
  /**
   * Of a call that names orders: the exchange's ids of the orders that were canceled. The named orders that neither remain nor stand here
   * had ended.
   */
  readonly canceledIds?: readonly string[];
  /** Open orders that nobody could cancel, because the exchange told them in a form that cannot be read. In words; absent where there were none. */
  readonly unread?: string;
}

/** All that an exchange may need to find the order. */
export type RemainingOrder = OrderRef & {
  readonly exchangeOrderId: string;
  /**
   * Epoch ms. Of an order of the journal, which the exchange took after this time, and of which the journal knows no end: an exchange that
   * shows nothing of the order since then proves no end.
   */
  readonly since?: number;
};

export type CanceledAll = Execution<CancelAllRecord>;
