import type { DecimalString } from '../../decimal.ts';
import type { Wallet } from './axes.ts';
import type { SubmitOutcome } from './outcome.ts';

export interface TransferRequest {
  readonly asset: string;
  readonly amount: DecimalString;
  readonly from: Wallet;
  readonly to: Wallet;
}

/**
 * What became of one attempt to move money, told as the end of an order is. `isBooked`: the acknowledgement names the booking itself;
 * otherwise the exchange has only accepted the request.
 */
export type TransferOutcome =
  | { readonly kind: 'accepted'; readonly exchangeTransferId: string; readonly isBooked: boolean }
  | Exclude<SubmitOutcome, { readonly kind: 'accepted' }>;

/** One movement between wallets in the exchange's own books. */
export interface LedgerTransfer {
  /** Unique among the movements out of one wallet. */
  readonly id: string;
  /** What else the exchange calls it. */
  readonly references: readonly string[];
  /** Epoch ms. */
  readonly time: number;
}
