import type { JsonObject, JsonValue, OrderRequest } from '../../../lib/exchanges/model/order.ts';
import type { Endpoint } from '../../../lib/exchanges/wire/endpoint.ts';
import type { Json } from '../../../lib/exchanges/wire/readers.ts';

/**
 * The adapter's operations on an answer, besides the lists of the catalogue. The first operation of a row reads a sample without an
 * operation.
 */
export type Operation =
  | 'submitOrder'
  | 'amendOrder'
  | 'cancelOrder'
  | 'cancelOrders'
  | 'cancelAll'
  | 'readOrder'
  | 'findOrder'
  | 'listOrders'
  | 'balances'
  | 'positions'
  | 'untraded'
  | 'margin'
  | 'fills'
  | 'ledger'
  | 'ledgerBalances'
  | 'ledgerOwner'
  | 'fundingRates'
  | 'fundingPayments'
  | 'realizedPnl'
  | 'transfer'
  | 'findTransfer'
  | 'leverage'
  | 'setLeverage'
  | 'setMarginMode'
  | 'prices'
  | 'ticker'
  | 'orderBook'
  | 'checkKey';

/** How the answers of one market are replayed. An exchange joins the replay with a table for each of its markets. */
export interface AnswerTable<Name extends string = string> {
  /** The market's short name in samples, beside the `exchange` of API answers. */
  readonly venue: string;
  /** The adapter's own endpoints. */
  readonly endpoints: Readonly<Record<Name, Endpoint>>;
  /** An endpoint of the adapter without a row does not compile. */
  readonly rows: Readonly<Record<Name, AnswerRow<Name>>>;
  /** The public lists behind the catalogue, by the end of the path. */
  readonly lists: Readonly<Record<string, CatalogueList>>;
}

export interface AnswerRow<Name extends string = string> {
  readonly operations: readonly [Operation, ...Operation[]];
  /** The answer to an account that has nothing, for calls that ask this endpoint beside the sample's; null: there is none. */
  readonly empty: JsonValue | null;
  /** A call that pages gets the sample on every request. Absent: on the first request, and the empty answer afterwards. */
  readonly everyPage?: true;
  /** Answers of further endpoints that follow from the sample, in place of empty answers. */
  readonly beside?: Readonly<Partial<Record<Name, (sample: Json) => BesideAnswer>>>;
  /** What the sample is about. A sample that is a bare list stands in the field `list`. */
  readonly named?: (sample: Json) => Named;
}

export interface BesideAnswer {
  readonly status: number;
  readonly body: JsonValue;
}

export interface CatalogueList {
  readonly operation: 'markets' | 'assets';
  /** The list of the same catalogue, from a sample of another list and from the list of the simulator. */
  readonly beside?: (sample: Json, simulated: Json) => JsonValue;
}

/** The subjects of an answer in the exchange's own words: the questions to which the sample is the answer. */
export interface Named {
  readonly orderIds?: readonly string[];
  readonly clientOrderIds?: readonly string[];
  /** The exchange's names of markets. */
  readonly markets?: readonly string[];
  /** The order to which the answer belongs, as far as the answer describes the order; `symbol` is the exchange's name. */
  readonly order?: Partial<OrderRequest>;
  /** Fields of the amendment that the answer acknowledges: an adapter may hold the answer against them. */
  readonly amendment?: JsonObject;
  readonly transfer?: { readonly asset: string; readonly amount: string };
  /** A move into this wallet beside the wallet of the market. */
  readonly sideWallet?: string;
  /** A number of orders without ids. */
  readonly count?: number;
}
