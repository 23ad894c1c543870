/** The rights and nonces of a key. Null where the exchange does not tell. */
export interface KeyReport {
  readonly permissions: readonly string[] | null;
  readonly canWithdraw: boolean | null;
  /** The last nonce the exchange accepted. */
  readonly nonce: string | null;
  /** Tolerance for late nonces, in nonce units. */
  readonly nonceWindow: string | null;
}
