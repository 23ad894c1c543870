import { sharedNow } from '../../aws/clock.ts';
import type { Ledger } from '../../exchanges/interfaces/ledger.ts';
import type { LedgerPage } from '../../exchanges/model/ledger-entry.ts';
import type { LedgerCursor } from '../store/ledger-cursor.ts';
import { startedOver } from './read-ledger.ts';

/** A new key may see another ledger, so the next pull is a full rescan with a comparison of balances. */
export function withKey(cursor: LedgerCursor, credentialVersion: string): LedgerCursor {
  return cursor.credentialVersion === credentialVersion
    ? cursor
    : { ...cursor, credentialVersion, fullRescanAt: 0, resumeAfter: null, scan: null };
}

/** True when the key belongs to a different customer of the exchange, whose ledger has to be read from the beginning. */
export function isAnothers({ owner }: LedgerCursor, found: string | null): boolean {
  return owner !== null && found !== null && owner !== found;
}

/** The cursor with the customer whose ledger the key opens. The exchange is asked once per key. */
export async function ownedLedger(ledger: Ledger, cursor: LedgerCursor): Promise<LedgerCursor> {
  const { credentialVersion } = cursor;
  if (cursor.ownerAskedWith === credentialVersion) return cursor;
  const owner = await ledger.owner();
  const own = isAnothers(cursor, owner) ? startedOver(cursor, owner, sharedNow()) : cursor;
  return { ...own, owner: owner ?? own.owner, ownerAskedWith: credentialVersion };
}

/** The page with the customer in every entry, where the exchange does not tell the customer in its entries. */
export function ownedPage(page: LedgerPage, owner: string | null): LedgerPage {
  if (page.owner !== null || owner === null) return page;
  return { ...page, entries: page.entries.map((entry) => ({ ...entry, owner })) };
}
