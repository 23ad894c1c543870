import type * as z from 'zod';
import type { Account } from '../accounts/account.ts';
import type { BooksCursor, PullError } from '../history/books-cursor.ts';
import type { Cursors } from '../history/cursor-store.ts';
import { ledgerCoverage } from '../history/ledger-coverage.ts';
import type { accountWithPullsResponse } from './account-schemas.ts';
import { presentCoverage } from './present.ts';
import { presentAccount } from './present-account.ts';

type AccountWithPullsWire = z.input<typeof accountWithPullsResponse>;
type PullWire = AccountWithPullsWire['pulls']['spot'];

/** An account and how its ledger keeps up; `now` in epoch ms. */
export const presentAccountWithPulls = (
  account: Account,
  { spot, swap }: Cursors,
  now: number,
): AccountWithPullsWire => ({
  ...presentAccount(account),
  pulls: { spot: presentPull(spot, now), swap: presentPull(swap, now) },
});

const presentPull = (cursor: BooksCursor, now: number): PullWire => {
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
};

const presentError = ({ code, message, at }: PullError) => ({ code, message, at: iso(at) });
const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
