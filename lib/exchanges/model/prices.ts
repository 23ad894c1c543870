import type { DecimalString } from '../../decimal.ts';

/** The prices of a market at one moment. Null: there is no such price, or the exchange does not tell the price. */
export interface Ticker {
  readonly bid: DecimalString | null;
  readonly ask: DecimalString | null;
  /** The price of the last trade. */
  readonly last: DecimalString | null;
  readonly mark: DecimalString | null;
  readonly index: DecimalString | null;
  /** Traded within 24 hours, in the unit of quantities. */
  readonly volume24h: DecimalString | null;
  /** Epoch ms of the answer by the exchange's clock; null where the exchange does not tell. */
  readonly timestamp: number | null;
}

export interface PriceLevel {
  readonly price: DecimalString;
  readonly quantity: DecimalString;
}

/** The best level of each side comes first, and the best bid is below the best ask. */
export interface OrderBook {
  readonly bids: readonly PriceLevel[];
  readonly asks: readonly PriceLevel[];
  /** Epoch ms of the answer by the exchange's clock; null where the exchange does not tell. */
  readonly timestamp: number | null;
}
