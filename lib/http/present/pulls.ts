import type { Account } from '../../accounts/account.ts';
import type { Sharer } from '../../accounts/shared-keys.ts';
import type { Input } from '../../contract/deferred.ts';
import type { accountWithPullsResponse } from '../../contract/schemas/accounts.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import { proofOf } from '../../ledger/proof/proofs.ts';
import type { AccountWithCursors } from '../../ledger/store/cursor-store.ts';
import { ledgerCoverage } from '../../ledger/store/ledger-coverage.ts';
import type { LedgerCursor, PullError } from '../../ledger/store/ledger-cursor.ts';
import { presentAccount } from './accounts.ts';
import { presentCoverage } from './coverage.ts';
import { iso, isoOrNull } from './iso-time.ts';

type AccountWithPullsWire = Input<typeof accountWithPullsResponse>;
type PullWire = AccountWithPullsWire['pulls']['spot'];
type CursorOf = AccountWithCursors['cursorOf'];

/** An account with the state of its ledgers; `now` in epoch ms. A ledger that two markets share is shown under both. */
export function presentAccountWithPulls(
  account: Account,
  cursorOf: CursorOf,
  now: number,
  sharers: readonly Sharer[] | null = null,
): AccountWithPullsWire {
  const pullOf = (marketType: MarketType) => presentPull(account, marketType, cursorOf, now);
  return { ...presentAccount(account, sharers), pulls: { spot: pullOf('spot'), swap: pullOf('swap') } };
}

function presentPull({ exchange }: Account, marketType: MarketType, cursorOf: CursorOf, now: number): PullWire {
  const { stream } = marketOf({ exchange, marketType });
  if (stream === null) return null;
  const cursor = cursorOf({ exchange, stream });
  const proof = proofOf({ exchange, stream });
  const provenTo = proof.provenTo(cursor);
  const { from, gaps } = presentCoverage(ledgerCoverage(proof, cursor, {}));
  if (cursor.version === 0) return null;
  return {
    ...presentAttempts(cursor),
    lag_seconds: provenTo === null ? null : Math.max(0, Math.floor((now - provenTo) / 1000)),
    covered_from: provenTo === null ? null : from,
    covered_to: isoOrNull(provenTo),
    gaps,
    mismatches: cursor.mismatches.map(({ wallet, asset, ledger, exchange: told }) => ({
      wallet,
      asset,
      ledger,
      exchange: told,
    })),
    conflicts: cursor.conflicts.length,
    reconciled_at: isoOrNull(cursor.reconciledAt),
  };
}

function presentAttempts({ lastSuccessAt, lastError, retryAt }: LedgerCursor) {
  return {
    last_success_at: isoOrNull(lastSuccessAt),
    last_error: lastError === null ? null : presentError(lastError),
    retry_at: retryAt === 0 ? null : iso(retryAt),
  };
}

function presentError({ code, message, at }: PullError) {
  return { code, message, at: iso(at) };
}
