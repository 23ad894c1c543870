/** The rights and nonces of a key. Null where the exchange does not tell. */
export interface KeyReport {
  readonly permissions: readonly string[] | null;
  readonly canWithdraw: boolean | null;
  /** The last nonce the exchange accepted. */
  readonly nonce: string | null;
  /** Tolerance for late nonces, in nonce units. */
  readonly nonceWindow: string | null;
  /** Null also where no market of the key has positions. */
  readonly positionMode: PositionMode | null;
}

/** `hedge`: a symbol has a long and a short position at once, and each order must name the side of the position. */
export type PositionMode = 'one-way' | 'hedge';
