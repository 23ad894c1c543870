/** The rights and nonces of a key. Null where the exchange does not tell. */
export interface KeyReport {
  readonly permissions: readonly string[] | null;
  readonly canWithdraw: boolean | null;
  /** The last nonce the exchange accepted. */
  readonly nonce: string | null;
  /** Tolerance for late nonces, in nonce units. */
  readonly nonceWindow: string | null;
  /** Null also where the exchange's answer cannot be read: such a key may be limited. */
  readonly times: KeyTimes | null;
  /** The addresses from which alone the key works; empty: from everywhere. Null where the exchange does not tell. */
  readonly addresses: readonly string[] | null;
  /**
   * The customer of the exchange to whom the key belongs, by whatever tells two customers apart. Null where the exchange does not tell: two keys
   * without it may belong to one customer.
   */
  readonly customer: string | null;
  /** Null also where no market of the key has positions. */
  readonly positionMode: PositionMode | null;
}

/** `hedge`: a symbol has a long and a short position at once, and each order must name the side of the position. */
export type PositionMode = 'one-way' | 'hedge';

/** The limits of a key in time, in epoch ms. Null: the key has no limit of the kind. */
export interface KeyTimes {
  /** The key reads nothing that happened earlier. */
  readonly readsFrom: number | null;
  /** The key reads nothing that happened later. */
  readonly readsUntil: number | null;
  /** The exchange takes no request of the key from then on. */
  readonly expiresAt: number | null;
}

export const unlimitedTimes: KeyTimes = { readsFrom: null, readsUntil: null, expiresAt: null };

/** Clocks differ. */
const clockMarginMs = 60_000;

/** The key reads everything that happened from `since` to `now`. */
export function readsAll({ readsFrom, readsUntil }: KeyTimes, since: number, now: number): boolean {
  return (readsFrom === null || readsFrom <= since) && (readsUntil === null || readsUntil >= now + clockMarginMs);
}

/** A right of a key, and what does not work without the right. */
export interface PermissionNeed {
  /** Any right of the list is enough; the names are from the check of the key. */
  readonly anyOf: readonly string[];
  /** The name where the owner ticks the right. */
  readonly title: string;
  /** The end of the warning: `balances are not shown`. */
  readonly without: string;
}
