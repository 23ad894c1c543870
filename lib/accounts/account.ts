import type { DecimalString } from '../decimal.ts';
import type { ErrorCode } from '../errors.ts';
import type { ExchangeId } from '../exchanges/exchanges.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { KeyTimes } from '../exchanges/model/key-report.ts';
import type { NonceScale } from '../nonce/nonce-scale.ts';

/** The tenant comes from the token alone, the id from the request. */
export interface AccountRef {
  readonly tenant: string;
  readonly accountId: string;
}

/** A registration: a later registration under the same id makes a different account. */
export interface Registration extends AccountRef {
  /** Absent in accounts stored before registrations had ids. */
  readonly registrationId: string | undefined;
}

export const tradingStates = ['ACTIVE', 'REDUCE_ONLY', 'HALTED'] as const;
export type TradingState = (typeof tradingStates)[number];

export const verifications = ['verified', 'pending', 'skipped'] as const;
/**
 * `pending`: the exchange could not be reached when the key was given. `skipped`: the client asked for no check. Such a key reads and does not
 * trade until a check has succeeded (lib/session/trading-key.ts).
 */
export type Verification = (typeof verifications)[number];

/** The sealed credential of one key slot, with the facts about the key that may be shown. */
export interface SealedCredential {
  readonly ciphertext: Uint8Array;
  /** Unique for each credential, so that nothing cached for an earlier credential can be used. */
  readonly version: string;
  /**
   * A digest of the public field. The exchange gives a key to a single customer, so a key that is set again sees the same orders and money
   * as before. Absent in credentials of earlier releases.
   */
  readonly keyId?: string | undefined;
  /** Names the key to all accounts of the tenant, and to no other tenant. Absent in credentials of earlier releases. */
  readonly keyMark?: string | undefined;
  /** Names the customer of the exchange likewise; null where the check of the key told none. Absent in credentials of earlier releases. */
  readonly customerMark?: string | null;
  /** Names the key to all tenants of the deployment: the digest of its claim. Absent in credentials of earlier releases, until their daily check. */
  readonly claim?: string | undefined;
  /** Last four characters of the public field. */
  readonly keyHint: string;
  readonly verification: Verification;
  readonly permissions: readonly string[] | null;
  /** Whether the key may withdraw funds; null where the exchange did not tell. */
  readonly canWithdraw: boolean | null;
  /** The owner accepts a key that can withdraw. Absent in credentials of earlier releases: their registration was the acceptance. */
  readonly allowWithdraw?: boolean;
  readonly nonceWindow: string | null;
  /** As the exchange told at the last check; null where it did not tell. Absent in credentials of earlier releases. */
  readonly times?: KeyTimes | null;
  /** The addresses from which alone the key works; empty: from everywhere; null: not told. Absent in credentials of earlier releases. */
  readonly addresses?: readonly string[] | null;
  /** Epoch ms of the last check that the exchange has answered; absent before the first, and in credentials of earlier releases. */
  readonly checkedAt?: number;
  /** Checks without a good answer since the last good answer; absent after a good answer. */
  readonly failedChecks?: FailedChecks;
  /** Absent in a key that the exchange has never held up. A key that is set again has no hold: the write replaces the credential. */
  readonly hold?: KeyHold;
  /** The code of the refusal that the list of events has told; absent while the exchange takes the key. */
  readonly warnedRefused?: string;
  /** The end of the key that the list of events has told. */
  readonly warnedEnd?: string;
  /** The list of events has told that another tenant has the key. */
  readonly warnedShared?: string;
  /** Epoch ms. */
  readonly setAt: number;
}

/** Checks of a stored key that failed in succession. Times are epoch ms. */
export interface FailedChecks {
  readonly count: number;
  readonly since: number;
  readonly at: number;
  /** Of the last failure. */
  readonly code: ErrorCode;
}

/**
 * No request of the key leaves until `until` (epoch ms): another program has taken the key's nonces, or the exchange has locked the key out. The hold
 * stands in the account's item. Every request reads the item, so containers hear of the hold without a further read.
 */
export interface KeyHold {
  readonly why: 'taken' | 'locked out';
  readonly until: number;
}

/**
 * A halt that nobody has seen complete. The pending halt stands in the account's item: the write of HALTED journals the halt, and the write of a
 * different state ends the halt. No death and no race can part state and halt.
 */
export interface PendingHalt {
  /** Halts of one account that meet share the id. */
  readonly id: string;
  /** Epoch ms: the first halt of the id. */
  readonly askedAt: number;
  /** At least one halt of the id was to close the positions. */
  readonly closesPositions: boolean;
  /** Rounds that the resolver has begun. */
  readonly rounds: number;
}

/**
 * A person has let the account trade again, over a table that shows the moment `to`. A table restored to a later or earlier moment makes
 * the account wait for a person again. Epoch ms.
 */
export interface Lifted {
  readonly to: number;
  readonly at: number;
}

export interface Account extends Registration {
  readonly exchange: ExchangeId;
  readonly tradingState: TradingState;
  /** The write that set the state last; absent in a state that has not changed since registration. */
  readonly tradingStateWrite?: string | undefined;
  /** The state before the deletion of the account began, which is HALTED itself; absent otherwise. */
  readonly stoppedFrom?: TradingState | undefined;
  /** Absent where no halt is pending, and in accounts of earlier releases. */
  readonly halt?: PendingHalt | undefined;
  readonly credentials: Readonly<Record<KeySlot, SealedCredential>>;
  /** True: `changedKeys` has every change since the registration. Absent in accounts that an earlier release has registered. */
  readonly remembersKeys?: true | undefined;
  /** Key slots whose key was set, replaced or cleared since the registration. Absent until the first change. */
  readonly changedKeys?: ReadonlySet<KeySlot> | undefined;
  readonly nonceScales: Readonly<Record<KeySlot, NonceScale>>;
  /** Last leverage set through this service, by symbol. */
  readonly leverages: Readonly<Record<string, DecimalString>>;
  readonly createdAt: number;
  /** Absent in an account that has never waited for a person after a restore of the table. */
  readonly lifted?: Lifted | undefined;
  /** The slot of the list of events with which an interrupted purge goes on. */
  readonly eventsPurgedTo?: number | undefined;
}
