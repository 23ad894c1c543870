import type { Account, AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { OemsError } from '../../errors.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import { requestFingerprint, requestIdFor } from '../../journal/request-id.ts';
import { inEveryWallet, type WalletPart } from '../../session/every-wallet.ts';
import type { CanceledAll, CancelPart } from './cancel-all.ts';
import { cancelAllOrders } from './cancel-all-orders.ts';
import { readCancelAll } from './cancel-all-store.ts';

/**
 * Cancels the open orders of every wallet of the account, side by side. Every wallet is a cancellation of its own in the journal: a lost
 * answer in a wallet hides nothing of the next wallet, and a retry goes on with the wallets that were not reached. Throws
 * IDEMPOTENCY_CONFLICT for a key that was used for other orders, before anything is sent.
 */
export async function cancelEverywhere(
  ref: AccountRef,
  idempotencyKey: string | undefined,
): Promise<WalletPart<CanceledAll>[]> {
  const account = await readAccount(ref);
  const [first = 'spot'] = configuredIn(account);
  const partOf = (marketType: MarketType): CancelPart => ({
    cancelAllId: partIdFor(ref, idempotencyKey, marketType, first),
    fingerprint: requestFingerprint({ marketType, wallets: 'every' }),
  });
  if (idempotencyKey !== undefined) await refuseOtherUse(ref, partOf(first));
  return inEveryWallet(account, (marketType) =>
    cancelAllOrders({ ref, marketType, symbol: undefined, idempotencyKey, part: partOf(marketType) }),
  );
}

/**
 * The first market's part has the id that a cancellation in one market has, so that a key can never be used for both. The account's keys
 * decide which market is the first: after a change of keys a used key is a conflict.
 */
export function partIdFor(
  ref: AccountRef,
  idempotencyKey: string | undefined,
  marketType: MarketType,
  first: MarketType,
): string {
  return requestIdFor(ref, idempotencyKey, 'cancel-all', ...(marketType === first ? [] : [marketType]));
}

/** Every id that a part of a call under this key can have. */
export function partIdsOf(ref: AccountRef, idempotencyKey: string): string[] {
  return [[], ...marketTypes.map((marketType) => [marketType])].map((part) =>
    requestIdFor(ref, idempotencyKey, 'cancel-all', ...part),
  );
}

export function configuredIn({ exchange, credentials }: Account): MarketType[] {
  return marketTypes.filter((marketType) => credentials[marketOf({ exchange, marketType }).key] !== undefined);
}

async function refuseOtherUse(ref: AccountRef, { cancelAllId, fingerprint }: CancelPart): Promise<void> {
  const existing = await readCancelAll(ref, cancelAllId);
  if (existing !== null && existing.fingerprint !== fingerprint) throw usedOtherwise();
}

export function usedOtherwise(): OemsError {
  const message = 'this Idempotency-Key was used to cancel other orders; use a new one for a new request';
  return new OemsError('IDEMPOTENCY_CONFLICT', message);
}
