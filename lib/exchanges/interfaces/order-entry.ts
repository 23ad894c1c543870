import type { OrderEstimate } from '../model/estimate.ts';
import type { Market } from '../model/market.ts';
import type { ExchangeOrder, OrderChange, OrderRef, OrderRequest, PreparedRequest } from '../model/order.ts';
import type { CancelOutcome, FindOutcome, FindTerms, SubmitOutcome } from '../model/outcome.ts';
import type { Told, UntradedOrders } from '../model/told.ts';

/**
 * Placing, finding, changing and canceling orders of one market. Reads throw OemsError; attempts return an outcome. The ids and the store of
 * the acceptance name the order for good, also where a fired stop becomes an order with a new id at the exchange.
 */
export interface OrderEntry {
  /** The exact request, after every check that needs no order: throws errors that start with `denied` or name the field. */
  prepare(order: OrderRequest, deadline: number): Promise<PreparedRequest>;
  /** Sends the prepared request once. `order` is what the request was prepared from. */
  submit(prepared: PreparedRequest, order: OrderRequest): Promise<SubmitOutcome>;
  /** The market with its steps, minima and maxima in our unit; null for a symbol that is not traded here. */
  listed(symbol: string): Promise<Market | null>;
  /** The cost of an order now, for a dry run. */
  estimate(order: OrderRequest): Promise<OrderEstimate>;
  /** By client order id, among orders since `since` (epoch ms): open, closed, triggered, rejected. */
  find(ref: OrderRef & { readonly clientOrderId: string }, since: number, terms?: FindTerms): Promise<FindOutcome>;
  /**
   * By the exchange's id, since `since` (epoch ms); null when the exchange shows no order with the id. `withTrigger`: a fired stop keeps
   * the trigger.
   */
  read(
    ref: OrderRef & { readonly exchangeOrderId: string },
    since: number,
    withTrigger?: boolean,
  ): Promise<ExchangeOrder | null>;
  /**
   * Each as `read` tells the order, in the order of `refs` and in as few requests as the exchange allows. Null proves nothing: the row of the
   * order may be unreadable. `justEnded`: the orders ended moments ago, and a short memory of the exchange may tell them at a lower price than
   * the histories.
   */
  readSome(
    refs: readonly (OrderRef & { readonly exchangeOrderId: string })[],
    since: number,
    justEnded?: boolean,
  ): Promise<readonly (ExchangeOrder | null)[]>;
  /** Every open order, of a symbol or of all. Throws where one cannot be read: the list would prove an order absent that is there. */
  open(symbol?: string): Promise<readonly ExchangeOrder[]>;
  /** The open orders that can be read, and the rows that cannot: to be shown or canceled, and no proof where a row is unread. */
  openList(symbol?: string): Promise<Told<ExchangeOrder>>;
  /**
   * Open orders in the wallet of the market of kinds that this service does not trade, such as inverse contracts: placed elsewhere, under the same
   * key. `read`, `cancelSome` and `cancelAll` reach them too. Empty where the market can have none.
   */
  untraded(): Promise<UntradedOrders>;
  /** Safe to repeat: canceling a canceled order changes nothing. Of a fired stop the order is canceled that the stop has become. */
  cancel(ref: OrderRef): Promise<CancelOutcome>;
  /** Each order has an outcome of its own; null where the exchange did not tell it. */
  cancelSome(refs: readonly OrderRef[]): Promise<readonly (CancelOutcome | null)[]>;
  /**
   * Cancels all orders of this market, of every symbol and store, and the untraded orders beside, that are open when the request arrives, however late. Returns the number
   * of canceled orders; null where the exchange has taken the request and tells no number. Throws, after the cancellations, where an order
   * could not be named to the exchange.
   */
  cancelAll(): Promise<number | null>;
  /** The exact request that amends an open order in place, after every check that needs no order. */
  prepareAmend(ref: OrderRef, symbol: string, change: OrderChange, deadline: number): Promise<PreparedRequest>;
  /** Sends the prepared amendment once. */
  amend(prepared: PreparedRequest, ref: OrderRef): Promise<SubmitOutcome>;
}

/** What the code of an exchange provides: a list with its unread rows. The rules make the proof of it. */
export type ProvidedOrders = Omit<OrderEntry, 'open' | 'listed' | 'untraded'> & {
  /** Absent where the wallet can have no such orders. */
  readonly untraded?: OrderEntry['untraded'];
};
