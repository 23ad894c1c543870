import type { OemsError } from '../errors.ts';
import type { KeyReport } from './model/key-report.ts';
import type { LedgerBalance, LedgerPage, LedgerRequest } from './model/ledger-entry.ts';
import type { LedgerTransfer, TransferOutcome, TransferRequest } from './model/transfer.ts';
import type { OrderEstimate } from './rules/estimate.ts';

/** The two wallets an account can have at an exchange; the wire calls futures `swap`. */
export type Product = 'spot' | 'swap';
export const products = ['spot', 'swap'] as const;

export type Side = 'buy' | 'sell';
export const orderTypes = [
  'market',
  'limit',
  'stop_loss',
  'stop_loss_limit',
  'take_profit',
  'take_profit_limit',
  'trailing_stop',
] as const;
export type OrderType = (typeof orderTypes)[number];
export type TimeInForce = 'GTC' | 'IOC' | 'FOK';
export type TriggerPriceType = 'last' | 'mark' | 'index';
export type MarginMode = 'cross' | 'isolated';

/** A decimal number as text, without exponent. */
export type DecimalString = string;

/** An order as the client asked for it, checked and canonical. Quantities in base units unless the market says contracts. */
export interface OrderRequest {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: DecimalString;
  readonly price?: DecimalString;
  readonly stopPrice?: DecimalString;
  readonly trailingPercent?: DecimalString;
  readonly trailingAmount?: DecimalString;
  readonly timeInForce?: TimeInForce;
  readonly triggerPriceType?: TriggerPriceType;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
}

export type OrderStatus =
  | 'pending'
  | 'open'
  | 'partially_filled'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'rejected'
  | 'not_placed'
  | 'unknown';

/** What the exchange says about an order. Fields the exchange does not report are null. */
export interface ExchangeOrder {
  readonly exchangeOrderId: string;
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side | null;
  readonly type: OrderType | null;
  readonly status: OrderStatus;
  readonly quantity: DecimalString | null;
  readonly filledQuantity: DecimalString | null;
  readonly remainingQuantity: DecimalString | null;
  readonly averagePrice: DecimalString | null;
  readonly price: DecimalString | null;
  readonly stopPrice: DecimalString | null;
  readonly timeInForce: string | null;
  readonly postOnly: boolean | null;
  readonly reduceOnly: boolean | null;
  /** Epoch ms. */
  readonly createdAt: number | null;
}

/**
 * What became of one attempt to place an order. Business outcomes are values, never exceptions, so no caller can retry one by catching it.
 * `nonceRefused` was refused before execution: the same client order id may be sent once more with a fresh nonce.
 */
export type SubmitOutcome =
  | { readonly kind: 'accepted'; readonly exchangeOrderId: string; readonly order: ExchangeOrder | null }
  | { readonly kind: 'rejected'; readonly error: OemsError }
  | { readonly kind: 'nonceRefused'; readonly error: OemsError }
  | { readonly kind: 'notSent'; readonly error: OemsError }
  | { readonly kind: 'unknown'; readonly error: OemsError };

/** Names an order by either id; the exchange's own wins where both are known. */
export interface OrderRef {
  readonly exchangeOrderId?: string | undefined;
  readonly clientOrderId?: string | undefined;
}

/** What an amendment changes; everything else stays. */
export interface OrderChange {
  readonly quantity?: DecimalString | undefined;
  readonly price?: DecimalString | undefined;
  readonly stopPrice?: DecimalString | undefined;
  /** Not a change and never the client's: the order is post-only, so its new price must be passive too. */
  readonly postOnly?: true;
}

/** `gone`: the exchange has no such open order (filled, canceled, expired, or never there). */
export type CancelOutcome = 'canceled' | 'pending' | 'gone';

export interface FindTerms {
  /**
   * Orders that count although they are older than the look-up reaches back, where the exchange shows such. For whoever asks what an id
   * names; never for an order of ours that was just sent, for which an older one of the same id must not be taken.
   */
  readonly older?: 'open' | 'all' | undefined;
  /** `absent` is to hold of the fills too; they cost more of the rate limit than the orders do. */
  readonly inFills?: boolean;
}

/** `absent` only when every place that was to be looked at (`FindTerms`) was read completely. */
export type FindOutcome = { readonly kind: 'found'; readonly order: ExchangeOrder } | { readonly kind: 'absent' };

export interface Balance {
  readonly asset: string;
  readonly free: DecimalString;
  readonly used: DecimalString;
  readonly total: DecimalString;
}

export interface Position {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly contracts: DecimalString;
  readonly entryPrice: DecimalString | null;
  /** Null in cross margin, where a pair has no leverage of its own. */
  readonly leverage: DecimalString | null;
  readonly marginMode: MarginMode;
  readonly unrealizedPnl: DecimalString | null;
  readonly markPrice: DecimalString | null;
  readonly liquidationPrice: DecimalString | null;
}

/** Time bounds in epoch ms: from inclusive, to exclusive. */
export interface TimeRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface FundingRate {
  readonly symbol: string;
  readonly timestamp: number;
  readonly rate: DecimalString;
}

export interface FundingPayment {
  readonly id: string;
  readonly symbol: string;
  readonly timestamp: number;
  readonly rate: DecimalString | null;
  /** Positive: received; negative: paid. */
  readonly amount: DecimalString;
  readonly asset: string;
}

export interface RealizedPnlEvent {
  readonly id: string;
  readonly symbol: string;
  readonly timestamp: number;
  readonly realizedPnl: DecimalString;
  readonly fee: DecimalString;
  readonly asset: string;
  readonly quantity: DecimalString | null;
  readonly price: DecimalString | null;
  readonly orderId: string | null;
  readonly tradeId: string | null;
}

export interface Fill {
  readonly id: string;
  readonly orderId: string | null;
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: DecimalString;
  readonly price: DecimalString;
  readonly fee: DecimalString | null;
  readonly feeAsset: string | null;
  readonly liquidity: 'maker' | 'taker' | null;
  readonly timestamp: number;
}

/** One page of a history, oldest first or newest first as the caller asked, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  /** Times of the newest and oldest row that was read for this page, whether or not it is in it; null when none was. */
  readonly newest: number | null;
  readonly oldest: number | null;
  /** Where the rows come from, by the exchange's own name. */
  readonly source: string;
}

export interface PageRequest extends TimeRange {
  readonly symbol?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One product of one account at one exchange, for the length of one call. Reads throw OemsError; `submitOrder` returns its outcome. */
export interface Exchange {
  /** Throws INVALID_SYMBOL for what is not traded here: such a symbol would read as "nothing there". */
  requireKnown(symbol: string | undefined): void;
  checkKey(): Promise<KeyReport>;
  balances(): Promise<Balance[]>;
  positions(symbol?: string): Promise<Position[]>;
  /** The exact parameters an order would leave with, after every check that needs no request. Throws `denied` errors. */
  orderParameters(order: OrderRequest, notAfter: number): Record<string, string>;
  /** What an order would cost now, for a dry run. */
  estimateOrder(order: OrderRequest): Promise<OrderEstimate>;
  submitOrder(order: OrderRequest, notAfter: number): Promise<SubmitOutcome>;
  /** By client order id, among everything since `since` (epoch ms): open, closed, triggered, rejected. */
  findOrder(clientOrderId: string, symbol: string, since: number, terms?: FindTerms): Promise<FindOutcome>;
  /** By the exchange's id, since `since` (epoch ms); null when the exchange has no such order. `withTrigger`: of a stop that has fired too. */
  readOrder(exchangeOrderId: string, since: number, withTrigger?: boolean): Promise<ExchangeOrder | null>;
  openOrders(symbol?: string): Promise<ExchangeOrder[]>;
  /** Safe to repeat: canceling a canceled order changes nothing. Of several, up to 50, each has its own end; null where that was not told. */
  cancelOrder(ref: OrderRef): Promise<CancelOutcome>;
  cancelOrders(exchangeOrderIds: readonly string[]): Promise<readonly (CancelOutcome | null)[]>;
  /** Cancels whatever is open when the exchange gets to it, late or not; the number canceled. */
  cancelAllOrders(): Promise<number>;
  /** The exact parameters an amendment would leave with, after every check that needs no request. Throws `denied` errors. */
  amendParameters(ref: OrderRef, symbol: string, change: OrderChange, notAfter: number): Record<string, string>;
  /** Changes an open order in place. Throws what is denied before sending; after that every end is an outcome. */
  amendOrder(ref: OrderRef, symbol: string, change: OrderChange, notAfter: number): Promise<SubmitOutcome>;
  /** The exact parameters a transfer would leave with, after every check that needs no request. Throws `denied` errors. */
  transferParameters(request: TransferRequest): Record<string, string>;
  transfer(request: TransferRequest): Promise<TransferOutcome>;
  /** Every movement since `since` (epoch ms) with the request's asset, amount and direction. */
  findLedgerTransfers(request: TransferRequest, since: number): Promise<LedgerTransfer[]>;
  leverage(symbol: string): Promise<DecimalString | null>;
  setLeverage(symbol: string, leverage: DecimalString): Promise<void>;
  setCrossMargin(symbol: string): Promise<void>;
  fills(request: PageRequest): Promise<Page<Fill>>;
  fundingRates(symbol: string, range: TimeRange): Promise<FundingRate[]>;
  fundingPayments(request: PageRequest): Promise<Page<FundingPayment>>;
  realizedPnl(request: PageRequest): Promise<Page<RealizedPnlEvent>>;
  /** The wallet's books, every row of them. */
  books(request: LedgerRequest): Promise<LedgerPage>;
  /** Whose books they are, by the key; null where each answer says it itself. */
  ledgerOwner(): Promise<string | null>;
  /** What the books must add up to. */
  ledgerBalances(): Promise<LedgerBalance[]>;
}
