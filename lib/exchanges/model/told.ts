import type { OrderStore } from './order.ts';

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

/** A list as the exchange told the list. `unread` rows are in the list at the exchange too: a list with such a row proves nothing absent. */
export interface Told<T> {
  readonly rows: readonly T[];
  readonly unread: readonly UnreadRow[];
}
