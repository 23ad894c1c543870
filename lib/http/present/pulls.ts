import type * as z from 'zod';
import type { Account } from '../../accounts/account.ts';
import type { accountWithPullsResponse } from '../../contract/schemas/accounts.ts';
import type { Cursors } from '../../ledger/ingest/cursor-store.ts';
import type { LedgerCursor, PullError } from '../../ledger/ingest/ledger-cursor.ts';
import { ledgerCoverage } from '../../ledger/store/ledger-coverage.ts';
import { presentAccount } from './accounts.ts';
import { presentCoverage } from './trading.ts';

type AccountWithPullsWire = z.input<typeof accountWithPullsResponse>;
type PullWire = AccountWithPullsWire['pulls']['spot'];

/** An account and how its ledger keeps up; `now` in epoch ms. */
export function presentAccountWithPulls(account: Account, { spot, swap }: Cursors, now: number): AccountWithPullsWire {
  return {
    ...presentAccount(account),
    pulls: { spot: presentPull(spot, now), swap: presentPull(swap, now) },
  };
}

function presentPull(cursor: LedgerCursor, now: number): PullWire {
  if (cursor.version === 0) return null;
  const { coveredTo, retryAt } = cursor;
  const { from, gaps } = presentCoverage(ledgerCoverage(cursor, {}));
  return {
    last_success_at: isoOrNull(cursor.lastSuccessAt),
    last_error: cursor.lastError === null ? null : presentError(cursor.lastError),
    retry_at: retryAt === 0 ? null : iso(retryAt),
    lag_seconds: coveredTo === null ? null : Math.max(0, Math.floor((now - coveredTo) / 1000)),
    covered_from: coveredTo === null ? null : from,
    covered_to: isoOrNull(coveredTo),
    gaps,
    mismatches: cursor.mismatches.map(({ wallet, asset, ledger, exchange }) => ({ wallet, asset, ledger, exchange })),
    conflicts: cursor.conflicts.length,
    reconciled_at: isoOrNull(cursor.reconciledAt),
  };
}

function presentError({ code, message, at }: PullError) {
  return { code, message, at: iso(at) };
}
function iso(ms: number): string {
  return new Date(ms).toISOString();
}
function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}
