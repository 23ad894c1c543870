import type {
  Fill,
  FundingPayment,
  FundingRate,
  Page,
  PageRequest,
  RealizedPnlEvent,
  TimeRange,
} from '../model/history.ts';

/** Histories of one market: of the account, and as published by the exchange. */
export interface MarketData {
  /** Throws INVALID_SYMBOL for a symbol that is not traded here: such a symbol would read as "nothing there". */
  requireKnown(symbol: string | undefined): Promise<void>;
  fills(request: PageRequest): Promise<Page<Fill>>;
  fundingRates(symbol: string, range: TimeRange): Promise<FundingRate[]>;
  fundingPayments(request: PageRequest): Promise<Page<FundingPayment>>;
  realizedPnl(request: PageRequest): Promise<Page<RealizedPnlEvent>>;
}
