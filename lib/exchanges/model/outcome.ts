import type { OemsError } from '../../errors.ts';
import type { ExchangeOrder } from './order.ts';

/**
 * The end of one attempt to place or change an order. Business outcomes are values, never exceptions, so no caller can retry an order by
 * catching one.
 *
 * rejected     refused for good
 * notExecuted  refused before execution: the same order may be sent again, after a look
 * idTaken      the client order id is in use, perhaps by this very order: look first
 * notSent      no byte left
 * unknown      nobody knows yet; `isLate`: the exchange's word is that the deadline passed first
 */
export type SubmitOutcome =
  | { readonly kind: 'accepted'; readonly exchangeOrderId: string | null; readonly order: ExchangeOrder | null }
  | { readonly kind: 'rejected'; readonly error: OemsError }
  | { readonly kind: 'notExecuted'; readonly reason: NotExecutedReason; readonly error: OemsError }
  | { readonly kind: 'idTaken'; readonly error: OemsError }
  | { readonly kind: 'notSent'; readonly error: OemsError }
  | { readonly kind: 'unknown'; readonly error: OemsError; readonly isLate?: true };

/**
 * The reason for a refusal before execution. `not-now`: a state that passes, for example the mode of a market. `expired`: the request came
 * after its own deadline. `clock`: the deadline had passed before the request left, by the exchange's own clock.
 */
export type NotExecutedReason = 'nonce' | 'rate-limit' | 'not-now' | 'expired' | 'clock';

/** `gone`: the exchange has no such open order (filled, canceled, expired, or never there). */
export type CancelOutcome = 'canceled' | 'pending' | 'gone';

export interface FindTerms {
  /**
   * Also accept orders created before `since`. Use it to read an order by id. Never use it to verify an order just sent: client ids can
   * be reused, so an older order may match.
   */
  readonly older?: 'open' | 'all' | undefined;
  /** `absent` is to hold of the fills too; they cost more of the rate limit than the orders do. */
  readonly inFills?: boolean;
  /** The order can have left only moments ago (`endedShownMs`): where open orders are asked for, the order shows if the exchange has it. */
  readonly isRecent?: boolean;
  /** The exchange's ids of orders that bear the client order id and are not wanted: the look passes over them. */
  readonly except?: readonly string[] | undefined;
}

/** `absent` only when every place that was to be looked at (`FindTerms`) was read completely. */
export type FindOutcome = { readonly kind: 'found'; readonly order: ExchangeOrder } | { readonly kind: 'absent' };
