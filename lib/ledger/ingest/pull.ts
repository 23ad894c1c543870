import type { Account, AccountRef } from '../../accounts/account.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import { Decimal } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import type { LedgerBalance } from '../../exchanges/model/ledger-entry.ts';
import { openYielding, requestsPerPull, requiredLedger, type Session } from '../../session/open-session.ts';
import { useSymbols } from '../rates/symbols-in-use.ts';
import type { Books } from './chains.ts';
import { readAccountAndCursors, saveCursor } from './cursor-store.ts';
import type { LedgerCursor } from './ledger-cursor.ts';
import { isAnothers, ownedLedger, ownedPage, withKey } from './ledger-owner.ts';
import { afterPage, isFullRescanDue, nextWindow, startedOver } from './read-ledger.ts';
import { reconcile } from './reconcile.ts';
import { retryDelayMs } from './retry-delay.ts';
import { storeEntries } from './store-entries.ts';

/** One product's books of one account; `cursor` is what the table holds of them, through the whole pull. */
interface Stream {
  readonly account: Account;
  readonly marketType: MarketType;
  cursor: LedgerCursor;
}

/**
 * Brings the ledger of one account up to date. What the exchange or the key is to blame for is written into the stream's cursor and
 * tried again later, in growing intervals; only what is our fault (the table, a crash) is thrown, for the queue to deliver again.
 */
export async function pullAccount(ref: AccountRef): Promise<void> {
  const { account, cursors } = await readAccountAndCursors(ref);
  if (account === null) return;
  const ends = await Promise.allSettled(
    marketTypes.map((marketType) => pullStream({ account, marketType, cursor: cursors[marketType] })),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function pullStream(stream: Stream): Promise<void> {
  const { account, marketType, cursor } = stream;
  const version = account.credentials[marketType]?.version;
  const waits = version === cursor.credentialVersion && sharedNow() < cursor.retryAt;
  if (version === undefined || waits) return;
  try {
    // A key whose nonces keep being refused is behind: then its counter is repaired, as any other call would do.
    const isBehind = cursor.failures >= patientFailures && cursor.lastError?.code === 'NONCE_REJECTED';
    const session = await openYielding(account, marketType, !isBehind);
    await readOn(session, stream, withKey(cursor, version));
  } catch (error) {
    if (!(error instanceof OemsError)) throw error;
    await noteFailure(stream, version, error);
  }
}

const patientFailures = 3;
/** Kept of the message's time to write down what was read. */
const reserveMs = 12_000;

/** The rows first, then the cursor: a crash between them has stored rows that the next pull meets again, and lost none. */
async function readOn(session: Session, stream: Stream, from: LedgerCursor): Promise<void> {
  const source = requiredLedger(session);
  const ledger = { ref: stream.account, marketType: stream.marketType };
  const isFullRescan = isFullRescanDue(from, sharedNow());
  // Before the rows: each balance must then be one that the rows pass through.
  const balances = isFullRescan ? await source.balances() : null;
  let cursor = await ownedLedger(source, from);
  for (let left = requestsPerPull(session); left > 0 && !isLate(); ) {
    const startedAt = sharedNow();
    const window = nextWindow(cursor, isFullRescan);
    const page = ownedPage(await source.entries({ ...window, maxRequests: left }), cursor.owner);
    left -= page.requests;
    if (isAnothers(cursor, page.owner)) {
      cursor = startedOver(cursor, page.owner, sharedNow());
      continue;
    }
    const { recent, coveredTo } = cursor;
    const conflicts = await storeEntries(ledger, page.rows, { recent, mayBeStored: coveredTo !== null });
    await useSymbols(stream.account.exchange, stream.marketType, page.rows, recent);
    cursor = withConflicts(afterPage(cursor, { window, page, isFullRescan, startedAt }), conflicts);
    if (page.isLast) cursor = await caughtUp(stream, cursor, { isFullRescan, balances });
    // Another pull of the same books was faster: it has stored what this one has.
    if (!(await saveCursor(stream.account, stream.marketType, succeeded(cursor)))) return;
    cursor = { ...succeeded(cursor), version: cursor.version + 1 };
    stream.cursor = cursor;
    if (page.isLast) return;
  }
}

function isLate(): boolean {
  return Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
}

function withConflicts(cursor: LedgerCursor, found: readonly string[]): LedgerCursor {
  return {
    ...cursor,
    conflicts: [...new Set([...cursor.conflicts, ...found])].slice(-mostConflicts),
  };
}
const mostConflicts = 50;

interface Ending {
  readonly isFullRescan: boolean;
  readonly balances: readonly LedgerBalance[] | null;
}

async function caughtUp(
  { account, marketType }: Stream,
  cursor: LedgerCursor,
  { isFullRescan, balances }: Ending,
): Promise<LedgerCursor> {
  if (!isFullRescan || balances === null) return cursor;
  const read = { ...cursor, fullRescanAt: sharedNow(), books: evenIfEmpty(cursor, balances) };
  return reconcile({ ref: account, marketType }, read, balances);
}

/** Books without a row, and money all the same: the exchange no longer keeps the rows that brought it. */
function evenIfEmpty({ books, coveredTo }: LedgerCursor, balances: readonly LedgerBalance[]): Books {
  const foundNothing = balances.every(({ balance }) => new Decimal(balance).isZero());
  return { ...books, beginning: books.beginning ?? { id: '', time: coveredTo ?? 0, foundNothing } };
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

async function noteFailure(stream: Stream, credentialVersion: string, error: OemsError): Promise<void> {
  const { account, marketType, cursor } = stream;
  const { code, message } = error;
  log({ level: 'WARN', message: 'pull failed', ...identityOf(account), outcome: marketType, code }, currentCall());
  const at = sharedNow();
  const failures = cursor.failures + 1;
  const retryAt = at + retryDelayMs(failures);
  await saveCursor(account, marketType, {
    ...withKey(cursor, credentialVersion),
    lastError: { code, message, at },
    failures,
    retryAt,
  });
}

function identityOf({ tenant, accountId: account }: AccountRef) {
  return { tenant, account };
}
