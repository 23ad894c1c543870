import type { DecimalString } from '../decimal.ts';
import type { ExchangeId } from '../exchanges/exchanges.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { NonceScale } from '../nonce/nonce-scale.ts';

/** Whose account: the tenant comes from the token alone, the id from the request. */
export interface AccountRef {
  readonly tenant: string;
  readonly accountId: string;
}

/** One registration: what is registered later under the same name is another account. */
export interface Registration extends AccountRef {
  /** Absent in accounts stored before registrations had ids. */
  readonly registrationId: string | undefined;
}

export const tradingStates = ['ACTIVE', 'REDUCE_ONLY', 'HALTED'] as const;
export type TradingState = (typeof tradingStates)[number];

/** `pending`: the exchange could not be reached when the key was given. `skipped`: the client asked not to check. */
export type Verification = 'verified' | 'pending' | 'skipped';

/** One product's key as it lies in the table: sealed, with what may be shown about it. */
export interface SealedCredential {
  readonly ciphertext: Uint8Array;
  /** Unique for every set value, so that nothing cached for an earlier one can ever be used. */
  readonly version: string;
  /** Last four characters of the public key. */
  readonly keyHint: string;
  readonly verification: Verification;
  readonly permissions: readonly string[] | null;
  readonly nonceWindow: string | null;
  /** Epoch ms. */
  readonly setAt: number;
}

export interface Account extends Registration {
  readonly exchange: ExchangeId;
  readonly tradingState: TradingState;
  /** Of whoever set the state last; absent while it is as it was registered. */
  readonly tradingStateWrite?: string | undefined;
  readonly credentials: Readonly<Record<KeySlot, SealedCredential>>;
  readonly nonceScales: Readonly<Record<KeySlot, NonceScale>>;
  /** Last leverage set through this service, by symbol. */
  readonly leverages: Readonly<Record<string, DecimalString>>;
  readonly createdAt: number;
}
