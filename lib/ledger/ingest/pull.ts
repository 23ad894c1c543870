import type { Account, AccountRef } from '../../accounts/account.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { LedgerRequest } from '../../exchanges/model/ledger-entry.ts';
import { entryMarketType, streamOf, streamsOf } from '../../exchanges/streams.ts';
import { readingOf } from '../../session/key-times.ts';
import { openYielding, requiredLedger, type Session } from '../../session/open-session.ts';
import { closingsAfter } from '../closings/unjudged-trades.ts';
import { marketsWithFillsPull, pullFills } from '../fills/pull-fills.ts';
import { afterEntries } from '../orders/unnamed-entries.ts';
import type { BalanceReading, CompletenessProof } from '../proof/proof.ts';
import { proofOf } from '../proof/proofs.ts';
import { useSymbols } from '../rates/symbols-in-use.ts';
import { readAccountAndCursors, saveCursor } from '../store/cursor-store.ts';
import type { LedgerCursor } from '../store/ledger-cursor.ts';
import type { LedgerName } from '../store/ledger-name.ts';
import { checkDueKeys } from './check-keys.ts';
import { completeTrades } from './complete-trades.ts';
import { isAnothers, ownedLedger, ownedPage, withKey } from './ledger-owner.ts';
import { logFailedPull } from './log-failed-pull.ts';
import { afterPage, isFullRescanDue, nextWindow, startedOver } from './read-ledger.ts';
import { retryDelayMs } from './retry-delay.ts';
import { storeEntries } from './store-entries.ts';
import { warnOfEnd, warnOfRefusal, withoutRefusal } from './warn-of-key.ts';

/** The pull of a ledger stream. `cursor` equals the stored cursor during the whole pull. */
interface StreamPull {
  readonly account: Account;
  readonly ledger: LedgerName;
  cursor: LedgerCursor;
}

/**
 * Brings the ledgers of one account up to date: each stream once, however many market types share it, and the fills of a market without a
 * ledger. An error of the exchange or of the
 * key is written into the stream's cursor, and the pull is tried again in growing intervals. Our own errors (the table, a crash) are
 * thrown, so that the queue delivers the message again.
 */
export async function pullAccount(ref: AccountRef): Promise<void> {
  const { account, cursorOf } = await readAccountAndCursors(ref);
  if (account === null) return;
  const { exchange } = account;
  const readable = await checkDueKeys(account);
  const streams = streamsOf(exchange).filter((stream) => readable.has(streamOf({ exchange, stream }).key));
  const withFills = marketsWithFillsPull(account).filter((type) =>
    readable.has(marketOf({ exchange, marketType: type }).key),
  );
  const ends = await Promise.allSettled([
    ...streams.map((stream) => {
      const ledger = { ref, exchange, stream };
      return pullStream({ account, ledger, cursor: cursorOf(ledger) });
    }),
    ...withFills.map((marketType) => pullFills(account, marketType)),
  ]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function pullStream(pull: StreamPull): Promise<void> {
  const { account, ledger, cursor } = pull;
  const slot = streamOf(ledger).key;
  const version = account.credentials[slot]?.version;
  const waits = version === cursor.credentialVersion && sharedNow() < cursor.retryAt;
  if (version === undefined || waits) return;
  await warnOfEnd(account, slot);
  try {
    // After repeated refusals of nonces the counter is behind the key. Then the pull repairs the counter, as an order would.
    const isBehind = cursor.failures >= patientFailures && cursor.lastError?.code === 'NONCE_REJECTED';
    const session = await openYielding(account, entryMarketType(ledger, null), !isBehind);
    const left = await resumeReading(session, pull, withKey(cursor, version));
    await withoutRefusal(account, slot);
    await completeTrades(session, pull, left);
  } catch (error) {
    if (!(error instanceof OemsError)) throw error;
    await warnOfRefusal(account, slot, error);
    await noteFailure(pull, version, error);
  }
}

type LedgerWindow = Omit<LedgerRequest, 'maxRequests'>;

const patientFailures = 3;
/** Of the message's time, to store the entries of the last page. */
const reserveMs = 12_000;

/**
 * The entries first, then the cursor: after a crash between the two the next pull meets stored entries again, and none is lost. Returns the
 * requests that are left at the end of the ledger, and 0 before the end.
 */
async function resumeReading(session: Session, pull: StreamPull, from: LedgerCursor): Promise<number> {
  const source = requiredLedger(session);
  const { ledger } = pull;
  const proof = proofOf(ledger);
  const isFullRescan = isFullRescanDue(from, sharedNow());
  // Before the entries: then each balance is one that the entries pass through.
  const reading = isFullRescan || !proof.isPerEntry ? { at: sharedNow(), balances: await source.balances() } : null;
  let cursor = await ownedLedger(source, from);
  for (let left = streamOf(ledger).requestsPerPull; left > 0 && !isLate(); ) {
    const startedAt = sharedNow();
    const window = nextWindow(cursor, isFullRescan);
    const page = ownedPage(await source.entries({ ...window, maxRequests: left }), cursor.owner);
    // Weeks without an entry are read in the first pull, however many; the cursor keeps each step.
    const isQuiet = page.readTo !== undefined && (page.unread ?? []).length === 0;
    left -= isQuiet ? 0 : page.requests;
    await requireWholeReading(session, window);
    if (isAnothers(cursor, page.owner)) {
      cursor = startedOver(cursor, page.owner, sharedNow());
      continue;
    }
    const { recentDigests, coveredTo } = cursor;
    const terms = { recentDigests, mayBeStored: coveredTo !== null, newsSince: pull.account.createdAt };
    const conflicts = await storeEntries(ledger, page.entries, terms);
    await useSymbols(ledger, page.entries, recentDigests);
    const named = { session, ledger, owner: cursor.owner };
    const orders = afterEntries(named, cursor.orders, page.entries, recentDigests);
    const closings = closingsAfter(named, cursor, page.entries, pull.account.createdAt);
    const read = afterPage(cursor, { proof, window, page, isFullRescan, startedAt });
    cursor = { ...withConflicts(read, conflicts), orders, ...closings };
    if (page.isLast) cursor = await caughtUp(pull, proof, cursor, { isFullRescan, reading });
    // Another pull of the same ledger was faster and has stored the same entries.
    if (!(await saveCursor(ledger, succeeded(cursor)))) return 0;
    cursor = { ...succeeded(cursor), version: cursor.version + 1 };
    pull.cursor = cursor;
    if (page.isLast) return left;
  }
  return 0;
}

/**
 * A key that was limited in time after its registration may answer with a part of the range, and an entry that is missing at the end breaks no
 * chain. Asked after the page, so that a limit that cut the page is seen. Where the exchange does not tell the limits, the proof of the stream
 * decides alone: the chains, and once a day the balances.
 */
async function requireWholeReading(session: Session, { since, after }: LedgerWindow): Promise<void> {
  if ((await readingOf(session, after?.time ?? since ?? 0)) !== 'a part') return;
  const { key, market } = session;
  throw new OemsError(
    'PERMISSION_DENIED',
    `the ${key.title} reads a part of the ledger of ${market.title} only, so nothing was added to the ledger; remove the limits in time from the key, or set a key without with PUT /delegation/exchange-account/credentials`,
  );
}

function isLate(): boolean {
  return Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}

function withConflicts(cursor: LedgerCursor, found: readonly string[]): LedgerCursor {
  return { ...cursor, conflicts: [...new Set([...cursor.conflicts, ...found])].slice(-mostConflicts) };
}
const mostConflicts = 50;

interface Ending {
  readonly isFullRescan: boolean;
  readonly reading: BalanceReading | null;
}

async function caughtUp(
  { ledger }: StreamPull,
  proof: CompletenessProof,
  cursor: LedgerCursor,
  { isFullRescan, reading }: Ending,
): Promise<LedgerCursor> {
  if (reading === null) return cursor;
  const read = isFullRescan ? { ...cursor, fullRescanAt: sharedNow() } : cursor;
  return proof.reconcile(ledger, read, reading);
}

function succeeded(cursor: LedgerCursor): LedgerCursor {
  return {
    ...cursor,
    lastSuccessAt: sharedNow(),
    lastError: null,
    failures: 0,
    retryAt: 0,
  };
}

async function noteFailure(pull: StreamPull, credentialVersion: string, error: OemsError): Promise<void> {
  const { ledger, cursor } = pull;
  const { code, message } = error;
  logFailedPull({ ...identityOf(ledger.ref), outcome: ledger.stream, code });
  const at = sharedNow();
  const failures = cursor.failures + 1;
  const retryAt = at + retryDelayMs(failures);
  await saveCursor(ledger, {
    ...withKey(cursor, credentialVersion),
    lastError: { code, message, at },
    failures,
    retryAt,
  });
}

function identityOf({ tenant, accountId: account }: AccountRef) {
  return { tenant, account };
}
