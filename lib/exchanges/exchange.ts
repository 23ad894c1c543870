import type { DecimalString } from '../decimal.ts';
import type {
  Fill,
  FundingPayment,
  FundingRate,
  Page,
  PageRequest,
  RealizedPnlEvent,
  TimeRange,
} from './model/history.ts';
import type { KeyReport } from './model/key-report.ts';
import type { LedgerBalance, LedgerPage, LedgerRequest } from './model/ledger-entry.ts';
import type { ExchangeOrder, OrderChange, OrderRef, OrderRequest } from './model/order.ts';
import type { CancelOutcome, FindOutcome, FindTerms, SubmitOutcome } from './model/outcome.ts';
import type { Balance, Position } from './model/position.ts';
import type { LedgerTransfer, TransferOutcome, TransferRequest } from './model/transfer.ts';
import type { OrderEstimate } from './rules/estimate.ts';

/** The two wallets an account can have at an exchange; the wire calls futures `swap`. */
export type Product = 'spot' | 'swap';
export const products = ['spot', 'swap'] as const;

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
