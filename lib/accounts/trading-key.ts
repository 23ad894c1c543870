import type { SealedCredential } from './account.ts';

/** Why a key may read and not trade. */
export type TradingDenial = 'not checked' | 'can withdraw';

type KeyFacts = Pick<SealedCredential, 'verification' | 'canWithdraw' | 'allowWithdraw'>;

/**
 * A key that nobody has checked may be able to withdraw, or hide a part of the history. A key that can withdraw trades only where its owner has
 * accepted that.
 */
export function tradingDenial(key: KeyFacts): TradingDenial | null {
  if (key.verification !== 'verified') return 'not checked';
  return key.canWithdraw === true && !acceptsWithdraw(key) ? 'can withdraw' : null;
}

/** Earlier releases kept no consent, and took a key that they knew could withdraw with consent alone. */
export function acceptsWithdraw({ verification, canWithdraw, allowWithdraw }: KeyFacts): boolean {
  return allowWithdraw ?? (verification === 'verified' && canWithdraw === true);
}
