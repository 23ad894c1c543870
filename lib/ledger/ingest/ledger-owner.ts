import { sharedNow } from '../../aws/clock.ts';
import type { Ledger } from '../../exchanges/interfaces/ledger.ts';
import type { LedgerPage } from '../../exchanges/model/ledger-entry.ts';
import type { LedgerCursor } from './ledger-cursor.ts';
import { startedOver } from './read-ledger.ts';

/** A new key may see other books: they are looked into far back, and their balances compared. */
export function withKey(cursor: LedgerCursor, credentialVersion: string): LedgerCursor {
  return cursor.credentialVersion === credentialVersion
    ? cursor
    : { ...cursor, credentialVersion, fullRescanAt: 0, resumeAfter: null, pass: null };
}

/** Another key may belong to another customer of the exchange: then these are other books, from their beginning. */
export function isAnothers({ owner }: LedgerCursor, found: string | null): boolean {
  return owner !== null && found !== null && owner !== found;
}

/** The cursor once it is known whose books the key opens; asks the exchange once per key. */
export async function ownedLedger(ledger: Ledger, cursor: LedgerCursor): Promise<LedgerCursor> {
  const { credentialVersion } = cursor;
  if (cursor.ownerAskedWith === credentialVersion) return cursor;
  const owner = await ledger.owner();
  const own = isAnothers(cursor, owner) ? startedOver(cursor, owner, sharedNow()) : cursor;
  return { ...own, owner: owner ?? own.owner, ownerAskedWith: credentialVersion };
}

/** The page with its owner in every row, where the exchange does not say it in its rows. */
export function ownedPage(page: LedgerPage, owner: string | null): LedgerPage {
  return page.owner !== null || owner === null ? page : { ...page, rows: page.rows.map((row) => ({ ...row, owner })) };
}
