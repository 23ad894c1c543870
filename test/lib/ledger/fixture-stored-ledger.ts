import type { AccountRef } from '../../../lib/accounts/account.ts';
import { createAccount } from '../../../lib/accounts/account-lifetime.ts';
import { marketOf } from '../../../lib/exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../../lib/exchanges/model/axes.ts';
import type { LedgerEntry } from '../../../lib/exchanges/model/ledger-entry.ts';
import type { StreamName } from '../../../lib/exchanges/streams.ts';
import { readAccountAndCursors, saveCursor } from '../../../lib/ledger/store/cursor-store.ts';
import { type LedgerCursor, newCursor } from '../../../lib/ledger/store/ledger-cursor.ts';
import { putEntry } from '../../../lib/ledger/store/ledger-store.ts';
import { type EntryTerms, withBalances } from './fixture-ledger.ts';

/** Noon in UTC, so that an hour more or less is the same day. */
export const noon = Date.UTC(2026, 5, 20, 12);
export const hour = 3_600_000;
export const day = 24 * hour;

/** An entry of a trade without earnings and costs, unless the terms say otherwise. */
export function entryOf({ before = '1000', after = '1000', ...terms }: EntryTerms = {}): LedgerEntry {
  return {
    id: '1',
    time: noon,
    kind: 'trade',
    label: 'futures trade',
    symbol: 'BTC/USD:USD',
    wallet: 'flex',
    asset: 'USD',
    realizedPnl: null,
    funding: null,
    fee: null,
    liquidationFee: null,
    price: null,
    rate: null,
    owner: null,
    tradeId: null,
    digest: 'd',
    ...withBalances({ before, after, ...terms }),
  } as LedgerEntry;
}

/** A cursor that knows the ledger from its beginning up to a day after noon. */
export function readOn(terms: Partial<LedgerCursor> = {}): LedgerCursor {
  return {
    ...newCursor,
    credentialVersion: 'v1',
    known: { chains: {}, beginning: { id: '1', time: noon - 90 * day, foundNothing: true } },
    coveredTo: noon + day,
    lastSuccessAt: noon + day,
    ...terms,
  };
}

/** The ledger stream of a Kraken market. */
export function streamFor(marketType: MarketType): StreamName {
  return { exchange: 'kraken', stream: marketOf({ exchange: 'kraken', marketType }).stream ?? '' };
}

/** An account with the keys of these markets. Accounts with the same `keyMark` have the same keys. */
export function keepAccount(
  ref: AccountRef,
  withKeys: readonly MarketType[] = marketTypes,
  keyMark: string | undefined = undefined,
): Promise<void> {
  const credential = {
    ciphertext: new Uint8Array([1]),
    version: 'v1',
    keyHint: 'abcd',
    verification: 'verified',
    permissions: null,
    canWithdraw: null,
    nonceWindow: null,
    setAt: 1,
  } as const;
  const credentials = Object.fromEntries(
    withKeys.map((marketType) => [
      marketOf({ exchange: 'kraken', marketType }).key,
      { ...credential, ...(keyMark === undefined ? {} : { keyMark: `${keyMark} ${marketType}` }) },
    ]),
  );
  const account = { ...ref, exchange: 'kraken', tradingState: 'ACTIVE', credentials, nonceScales: {} } as const;
  return createAccount({ ...account, registrationId: undefined, leverages: {}, createdAt: 1 }, {});
}

/** Entries as a pull has stored them, and the cursor that the pull left. */
export async function keepLedger(
  ref: AccountRef,
  marketType: MarketType,
  entries: readonly LedgerEntry[],
  cursor: LedgerCursor = readOn(),
): Promise<void> {
  const ledger = { ref, ...streamFor(marketType) };
  for (const entry of entries) await putEntry(ledger, entry);
  const { version } = (await readAccountAndCursors(ref)).cursorOf(ledger);
  await saveCursor(ledger, { ...cursor, version });
}
