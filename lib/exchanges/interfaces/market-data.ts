import type {
  Fill,
  FillsFrom,
  FundingPayment,
  Page,
  PageRequest,
  PublishedRates,
  RealizedPnlEvent,
  TimeRange,
} from '../model/history.ts';
import type { OrderBook, Ticker } from '../model/prices.ts';

/** Histories and prices of one market: of the account, and as published by the exchange. */
export interface MarketData {
  /** Throws INVALID_SYMBOL for a symbol that is not traded here: such a symbol would read as "nothing there". */
  requireKnown(symbol: string | undefined): Promise<void>;
  fills(request: PageRequest): Promise<Page<Fill>>;
  /** The fills of one symbol by their rising ids, from this id on; null: from the first fill of all. */
  fillsFrom(symbol: string, fromId: string | null): Promise<FillsFrom>;
  fundingRates(symbol: string, range: TimeRange): Promise<PublishedRates>;
  fundingPayments(request: PageRequest): Promise<Page<FundingPayment>>;
  realizedPnl(request: PageRequest): Promise<Page<RealizedPnlEvent>>;
  /** Public. Throws where the answer is garbled: a price that cannot be read is never left out. */
  ticker(symbol: string): Promise<Ticker>;
  /** Public. The best `depth` levels of each side. Throws where one level cannot be read: the book would be thinner than the market. */
  orderBook(symbol: string, depth: number): Promise<OrderBook>;
}
