/** Everything that `GET /oems/execution/events` tells of. */
export const eventTypes = [
  'order_accepted',
  'order_amended',
  'order_triggered',
  'order_partly_filled',
  'order_filled',
  'order_canceled',
  'order_expired',
  'order_rejected',
  'order_not_placed',
  'order_needs_review',
  'position_closed',
  'transfer_pending',
  'transfer_completed',
  'transfer_failed',
  'transfer_needs_review',
  'trading_halted',
  'halt_completed',
  'trading_state_changed',
  'key_changed',
  'key_warning',
] as const;
export type EventType = (typeof eventTypes)[number];

/** The facts of an event in a change, without the subject. */
export interface ChangeEvent {
  readonly type: EventType;
  /** Of an event that tells a fill: see `OrderFill`. Null where the exchange has not told how much was filled. */
  readonly fill?: { readonly quantity: string; readonly price: string | null } | null;
  /** Only where the type does not say everything. */
  readonly message?: string;
}

/** The thing that has changed, as it was after the change: a stored record of its own part, without secrets. */
export interface ChangeSubject {
  readonly kind: 'order' | 'position' | 'transfer' | 'account';
  readonly record: Readonly<Record<string, unknown>>;
}

/**
 * A change that waits in the item of the subject until the listing. A write of the item makes a single change, and a change may be several
 * events: an order that fills at once is accepted and filled.
 */
export interface Change {
  /** Unique: the list holds each id once. */
  readonly id: string;
  /** Epoch ms: when this service saw the change. */
  readonly at: number;
  readonly accountId: string;
  readonly events: readonly ChangeEvent[];
  readonly subject: ChangeSubject;
  /** The audit record of the call that made the change: goes to the trail when the change is listed, and never into the list. */
  readonly audit?: Readonly<Record<string, unknown>>;
}
