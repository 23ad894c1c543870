import type { ExchangeOrder, OrderStore } from './order.ts';

/** A row of a list that the exchange told in a form that nobody can read, with the facts of the row that could be read. */
export interface UnreadRow {
  /** The exchange's name of the field that cannot be read. */
  readonly field: string;
  /** Of an order. */
  readonly exchangeOrderId?: string;
  readonly symbol?: string;
  /** Absent where the unreadable field may say which store has the order. */
  readonly store?: OrderStore;
  /** Of a balance. */
  readonly asset?: string;
}

/** Open orders of kinds that this service does not trade. */
export interface UntradedOrders extends Told<ExchangeOrder> {
  /** Why a kind could not be looked at, in words: an order of the kind may be open. */
  readonly unseen: readonly string[];
  /** Kinds that the exchange does not show to the key, in words. */
  readonly hidden: readonly string[];
}

/** A list as the exchange told the list. `unread` rows are in the list at the exchange too: a list with such a row proves nothing absent. */
export interface Told<T> {
  readonly rows: readonly T[];
  readonly unread: readonly UnreadRow[];
}
