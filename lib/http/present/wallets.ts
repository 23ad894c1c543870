import type { WalletPart } from '../../session/every-wallet.ts';

/** The wallets of an answer about all wallets, and why a wallet is missing. */
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
