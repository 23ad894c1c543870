import type { DecimalString } from '../../decimal.ts';

/** What an order would cost, of this order alone and at the first fee tier: an estimate for dry runs, not what will be charged. */
export interface OrderEstimate {
  /** Of the quote asset: the limit, or else the trigger, or else the best price on the other side now. */
  readonly price: DecimalString;
  /** Price times quantity, in `feeAsset`. */
  readonly notional: DecimalString;
  /** Null where the exchange publishes no rate for the market. */
  readonly fee: DecimalString | null;
  readonly feeAsset: string;
  /** The amount that must be free: on swap the initial margin, on spot the cost with fee of a purchase or the quantity of a sale. */
  readonly margin: DecimalString | null;
  readonly marginAsset: string;
}
