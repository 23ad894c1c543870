import type { Account } from '../../accounts/account.ts';
import type { Sharer } from '../../accounts/shared-keys.ts';
import type { Input } from '../../contract/deferred.ts';
import type { accountWithPullsResponse } from '../../contract/schemas/accounts.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { FillsCursor } from '../../ledger/fills/fills-cursor.ts';
import { proofOf } from '../../ledger/proof/proofs.ts';
import type { AccountWithPulls } from '../../ledger/store/cursor-store.ts';
import { ledgerCoverage } from '../../ledger/store/ledger-coverage.ts';
import type { LedgerCursor, PullError } from '../../ledger/store/ledger-cursor.ts';
import { presentAccount } from './accounts.ts';
import { presentCoverage } from './coverage.ts';
import { iso, isoOrNull } from './iso-time.ts';

type AccountWithPullsWire = Input<typeof accountWithPullsResponse>;
type PullWire = AccountWithPullsWire['pulls']['spot'];
type Attempts = Pick<LedgerCursor | FillsCursor, 'lastSuccessAt' | 'lastError' | 'retryAt'>;
type Pulls = Pick<AccountWithPulls, 'cursorOf' | 'fillsCursorOf'>;

/** An account with the state of its ledgers; `now` in epoch ms. A ledger that two markets share is shown under both. */
export function presentAccountWithPulls(
  account: Account,
  pulls: Pulls,
  now: number,
  sharers: readonly Sharer[] | null = null,
): AccountWithPullsWire {
  const pullOf = (marketType: MarketType) => presentPull(account, marketType, pulls, now);
  return { ...presentAccount(account, sharers), pulls: { spot: pullOf('spot'), swap: pullOf('swap') } };
}

function presentPull(account: Account, marketType: MarketType, pulls: Pulls, now: number): PullWire {
  const { exchange } = account;
  const { stream, fillsPull } = marketOf({ exchange, marketType });
  if (stream === null) return fillsPull === null ? null : presentFillsPull(pulls.fillsCursorOf(account, marketType));
  const { cursorOf } = pulls;
  const cursor = cursorOf({ exchange, stream });
  const proof = proofOf({ exchange, stream });
  const provenTo = proof.provenTo(cursor);
  const { from, gaps } = presentCoverage(ledgerCoverage(proof, cursor, {}));
  if (cursor.version === 0) return null;
  return {
    kind: 'ledger',
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

/** Copied fills prove nothing: no time is covered, and no balance is held against them. */
function presentFillsPull(cursor: FillsCursor): PullWire {
  if (cursor.version === 0 || cursor.keyVersion === null) return null;
  const nothingProven = { lag_seconds: null, covered_from: null, covered_to: null, mismatches: [], conflicts: 0 };
  const gaps = cursor.unreadable
    .toSorted((one, other) => one - other)
    .map((at) => ({ from: iso(at), to: iso(at + 1) }));
  return { kind: 'fills', ...presentAttempts(cursor), ...nothingProven, gaps, reconciled_at: null };
}

function presentAttempts({ lastSuccessAt, lastError, retryAt }: Attempts) {
  return {
    last_success_at: isoOrNull(lastSuccessAt),
    last_error: lastError === null ? null : presentError(lastError),
    retry_at: retryAt === 0 ? null : iso(retryAt),
  };
}

function presentError({ code, message, at }: PullError) {
  return { code, message, at: iso(at) };
}
