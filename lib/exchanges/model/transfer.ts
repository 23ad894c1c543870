import type { DecimalString } from '../../decimal.ts';
import type { Wallet } from './axes.ts';
import type { SubmitOutcome } from './outcome.ts';

export interface TransferRequest {
  readonly asset: string;
  readonly amount: DecimalString;
  readonly from: Wallet;
  readonly to: Wallet;
  /** Our id of the transfer, 32 hex digits; absent where the route carries no client id. */
  readonly clientId?: string;
}

/**
 * The outcome of one attempt to move money, in the same kinds as the outcome of an order. `isBooked`: the acknowledgement names the
 * booking itself;
 * otherwise the exchange has only accepted the request.
 */
export type TransferOutcome =
  | { readonly kind: 'accepted'; readonly exchangeTransferId: string; readonly isBooked: boolean }
  | Exclude<SubmitOutcome, { readonly kind: 'accepted' }>;

/** One movement between wallets in the exchange's own books. */
export interface LedgerTransfer {
  /** Unique among the movements out of one wallet. */
  readonly id: string;
  /** Further names of the transfer at the exchange. */
  readonly references: readonly string[];
  /** Epoch ms. */
  readonly time: number;
  /** The exchange has accepted the transfer and may still fail to carry it out; absent of a transfer that is done. */
  readonly isUnderWay?: true;
}
