import type { Account } from '../../accounts/account.ts';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { PageRequest } from '../../exchanges/model/history.ts';
import type { LedgerEntry, LedgerPlace } from '../../exchanges/model/ledger-entry.ts';
import { openYielding, requiredLedger, type Session } from '../../session/open-session.ts';
import { ownedPage } from '../ingest/ledger-owner.ts';
import { missingAt } from '../ingest/read-ledger.ts';
import type { CompletenessProof } from '../proof/proof.ts';
import { unreadGaps } from '../proof/unread-gaps.ts';
import type { LiveTail } from '../store/ledger-coverage.ts';
import type { LedgerCursor } from '../store/ledger-cursor.ts';
import { endOfTime } from '../store/ledger-store.ts';

/** Entries since the last pull, read from the exchange for one answer. */
export interface ReadTail extends LiveTail {
  readonly entries: readonly LedgerEntry[];
  /** Null when the exchange was not asked or did not answer. */
  readonly session: Session | null;
}

/** The last pull is some minutes old. One request shows the entries since; a busy account needs two or three. */
const tailRequests = 3;

interface TailTerms {
  readonly proof: CompletenessProof;
  readonly cursor: LedgerCursor;
  readonly request: PageRequest;
  readonly below: LedgerPlace | undefined;
}

export async function tailOf(
  account: Account,
  marketType: MarketType,
  { proof, cursor, request: { to }, below }: TailTerms,
): Promise<ReadTail> {
  const since = cursor.coveredTo ?? 0;
  const none: ReadTail = { entries: [], to: cursor.coveredTo, gaps: [], session: null };
  if ((to ?? endOfTime) <= since || (below !== undefined && below.time < since)) return none;
  try {
    const session = await openYielding(account, marketType, false);
    const page = await requiredLedger(session).entries({ since, after: null, maxRequests: tailRequests });
    const { entries, isLast } = ownedPage(page, cursor.owner);
    const { gaps: broken } = proof.follow(entries, cursor.known, { from: since, links: {} });
    const missing = (page.missing ?? []).map(missingAt);
    const gaps = [...broken, ...missing, ...unreadGaps(page, { from: since, to: sharedNow() })];
    if (mayBeClipped(cursor)) return { ...none, entries, gaps, session };
    return { entries, to: isLast ? null : (entries.at(-1)?.time ?? since), gaps, session };
  } catch (error) {
    if (error instanceof OemsError) return none;
    throw error;
  }
}

/**
 * The last pull met a key that may not read everything: the tail claims nothing then. An answer does not ask about the key itself, which would
 * cost every answer a request; the next pull does.
 */
function mayBeClipped({ lastError }: LedgerCursor): boolean {
  return lastError?.code === 'PERMISSION_DENIED';
}
