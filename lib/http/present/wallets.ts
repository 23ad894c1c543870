import type { Coverage } from '../../ledger/store/coverage.ts';
import type { WalletPart } from '../../session/every-wallet.ts';
import type { UnreadList } from '../../session/unread-lists.ts';

/**
 * The wallets of an answer about all wallets, and why a wallet is missing, or a part of a wallet. Of an answer with a coverage the coverage decides what
 * is complete: a wallet that could not be read is among its reasons.
 */
export function presentWallets(
  parts: readonly WalletPart<unknown>[],
  coverage: Pick<Coverage, 'complete'> | null = null,
  unread: readonly UnreadList[] = [],
) {
  return {
    wallets: parts.map(({ marketType, outcome, error }) => {
      const left = unread.find((list) => list.marketType === marketType);
      if (left !== undefined) return { market_type: marketType, outcome: 'failed' as const, reason: left.message };
      return { market_type: marketType, outcome, reason: error?.message ?? null };
    }),
    complete: unread.length === 0 && parts.every(({ isWhole }) => isWhole) && coverage?.complete !== false,
  };
}
