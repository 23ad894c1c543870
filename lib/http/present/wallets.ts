import type { WalletPart } from '../../session/every-wallet.ts';

/** Which wallets an answer about all of them holds, and why one is missing. */
export function presentWallets(parts: readonly WalletPart<unknown>[]) {
  return {
    wallets: parts.map(({ marketType, outcome, error }) => ({
      market_type: marketType,
      outcome,
      reason: error?.message ?? null,
    })),
    complete: parts.every(({ isWhole }) => isWhole),
  };
}
