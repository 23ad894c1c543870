import type { Coverage } from '../../ledger/store/coverage.ts';
import type { WalletPart } from '../../session/every-wallet.ts';

/**
 * The wallets of an answer about all wallets, and why a wallet is missing. Of an answer with a coverage the coverage decides what is complete: a
 * wallet that could not be read is among its reasons.
 */
export function presentWallets(
  parts: readonly WalletPart<unknown>[],
  coverage: Pick<Coverage, 'complete'> | null = null,
) {
  return {
    wallets: parts.map(({ marketType, outcome, error }) => ({
      market_type: marketType,
      outcome,
      reason: error?.message ?? null,
    })),
    complete: parts.every(({ isWhole }) => isWhole) && coverage?.complete !== false,
  };
}
