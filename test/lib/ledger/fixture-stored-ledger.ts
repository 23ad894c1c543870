import type { AccountRef } from '../../../lib/accounts/account.ts';
import { createAccount } from '../../../lib/accounts/account-store.ts';
import { type MarketType, marketTypes } from '../../../lib/exchanges/model/axes.ts';
import type { LedgerEntry } from '../../../lib/exchanges/model/ledger-entry.ts';
import { readAccountAndCursors, saveCursor } from '../../../lib/ledger/ingest/cursor-store.ts';
import { type LedgerCursor, newCursor } from '../../../lib/ledger/ingest/ledger-cursor.ts';
import { putRow } from '../../../lib/ledger/store/ledger-store.ts';

/** Noon in UTC, so that an hour more or less is the same day. */
export const noon = Date.UTC(2026, 5, 20, 12);
export const hour = 3_600_000;
export const day = 24 * hour;

/** A row of a trade that earned and cost nothing, unless said otherwise. */
export function rowOf(terms: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    id: '1',
    time: noon,
    kind: 'trade',
    label: 'futures trade',
    symbol: 'BTC/USD:USD',
    wallet: 'flex',
    asset: 'USD',
    before: '1000',
    after: '1000',
    realizedPnl: null,
    funding: null,
    fee: null,
    liquidationFee: null,
    price: null,
    rate: null,
    owner: null,
    tradeId: null,
    digest: 'd',
    ...terms,
  };
}

/** A cursor that knows the books from their beginning up to a day after noon. */
export function readOn(terms: Partial<LedgerCursor> = {}): LedgerCursor {
  return {
    ...newCursor,
    credentialVersion: 'v1',
    books: { chains: {}, beginning: { id: '1', time: noon - 90 * day, foundNothing: true } },
    coveredTo: noon + day,
    lastSuccessAt: noon + day,
    ...terms,
  };
}

/** An account with keys of these products. */
export function keepAccount(ref: AccountRef, withKeys: readonly MarketType[] = marketTypes): Promise<void> {
  const credential = {
    ciphertext: new Uint8Array([1]),
    version: 'v1',
    keyHint: 'abcd',
    verification: 'verified',
    permissions: null,
    nonceWindow: null,
    setAt: 1,
  } as const;
  const credentials = Object.fromEntries(withKeys.map((marketType) => [marketType, credential]));
  const account = { ...ref, exchange: 'kraken', tradingState: 'ACTIVE', credentials, nonceScales: {} } as const;
  return createAccount({ ...account, registrationId: undefined, leverages: {}, createdAt: 1 }, {});
}

/** Rows as a pull has stored them, and the cursor it left. */
export async function keepBooks(
  ref: AccountRef,
  marketType: MarketType,
  rows: readonly LedgerEntry[],
  cursor: LedgerCursor = readOn(),
): Promise<void> {
  for (const row of rows) await putRow({ ref, marketType }, row);
  const { version } = (await readAccountAndCursors(ref)).cursors[marketType];
  await saveCursor(ref, marketType, { ...cursor, version });
}
