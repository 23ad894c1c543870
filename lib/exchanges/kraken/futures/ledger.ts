import type { Ledger } from '../../interfaces/ledger.ts';
import type { LedgerBalance, LedgerEntry, LedgerPage, LedgerRequest, UnreadEntry } from '../../model/ledger-entry.ts';
import type { Told } from '../../model/told.ts';
import { entriesAmong, type LedgerRow, placeBehind, requirePlaces, unreadAmong } from '../../rules/unread-entries.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import {
  decimalAsSent,
  isoMs,
  isRecord,
  type Json,
  optionalText,
  requiredList,
  requiredRecord,
  rowOrNothing,
} from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { everyRow, toldRows } from '../../wire/told-rows.ts';
import { endpoints } from './endpoints.ts';
import { isEntryId, readableEntry } from './ledger-entry.ts';
import { assetOf } from './logged-wallet.ts';

const title = 'Kraken Futures';

type AccountLog = (query: Record<string, string>) => Promise<unknown>;
type SymbolOf = (contract: string) => string;

/** Rows per request: 51 to 1,000 cost 3 of the 100 tokens that a key gets per ten minutes. */
const pageRows = 1000;
/** A page as short as this ends the log. The exchange may have cut a longer page short, whatever count was requested. */
export const shortPage = 100;

/** The account log, oldest first. Ids rise, so a page ends between two entries even where their times are equal (docs get-account-log). */
export async function readFuturesLedger(
  log: AccountLog,
  { since, after, maxRequests }: LedgerRequest,
  symbolOf: SymbolOf,
): Promise<LedgerPage> {
  const entries: LedgerEntry[] = [];
  const unread: UnreadEntry[] = [];
  const start = after?.time ?? since;
  // A place without an id is a time.
  let last = after?.id === '' ? undefined : after?.id;
  const earliest = last === undefined ? (start ?? 0) : 0;
  let owner: string | null = null;
  for (let request = 1; ; request += 1) {
    const answer = await log({ sort: 'asc', count: String(pageRows), ...from(start, last) });
    owner = isRecord(answer) ? optionalText(answer.accountUid) : null;
    const all = rowsOf(requiredList(title, answer, 'logs'), symbolOf, owner);
    const rows = all.filter(({ time }) => time === null || time >= earliest);
    entries.push(...entriesAmong(rows));
    unread.push(...unreadAmong(rows));
    const isLast = all.length < shortPage;
    const told = { entries, unread, isLast, owner, requests: request };
    if (isLast || (request >= maxRequests && entries.length > 0)) return told;
    if (request >= maxRequests) return { ...told, readTo: placeBehind(title, all, start ?? 0) };
    last = lastId(all);
  }
}

/**
 * Of the last readable entry: the id of a row that cannot be read may be garbled too, and would skip entries. Among unreadable rows alone such
 * an id leads on. Without a single id the next request would begin where the last request began.
 */
function lastId(rows: readonly LedgerRow[]): string {
  const id = entriesAmong(rows).at(-1)?.id ?? rows.findLast((row) => row.id !== null)?.id ?? null;
  if (id === null) throw new MalformedResponse(title, 200);
  return id;
}

function rowsOf(rows: readonly Json[], symbolOf: SymbolOf, owner: string | null): LedgerRow[] {
  const told = rows.map((row) => ({
    ...{ time: isoMs(row.date), entry: readableEntry(row, symbolOf, owner) },
    id: isEntryId(row.id) ? String(row.id) : null,
  }));
  requirePlaces(title, told);
  return told;
}

/** A millisecond further back, because the documentation does not say whether `since` includes the moment (get-account-log). */
function from(since: number | null, last: string | undefined): Record<string, string> {
  if (last !== undefined) return { from: (BigInt(last) + 1n).toString() };
  return since === null ? {} : { since: String(Math.max(since - 1, 0)) };
}

/** `accounts`: the money in each wallet. A wallet that the account does not have is null; contracts in a single-collateral wallet are left out. */
export function readFuturesBalances(answer: unknown): Told<LedgerBalance> {
  const wallets = Object.entries(requiredRecord(title, answer, 'accounts')).filter(([, account]) => account !== null);
  const money = wallets.flatMap(([wallet, account]) => moneyIn(wallet, rowOrNothing(account)));
  return toldRows(
    money,
    ({ wallet, asset, balance }) => ({
      wallet,
      asset: assetOf(asset),
      balance: decimalAsSent(title, { [asset]: balance }, asset),
    }),
    ({ asset }) => (asset.includes('.') ? {} : { asset: assetOf(asset) }),
  );
}

/** A wallet whose list cannot be read holds money of an unknown asset, under the name of the list. */
function moneyIn(wallet: string, account: Json) {
  const key = wallet === 'flex' ? 'currencies' : 'balances';
  const held = account[key];
  if (!isRecord(held)) return [{ wallet, asset: `${wallet}.${key}`, balance: null }];
  return Object.entries(held).flatMap(([asset, value]) =>
    asset.includes('_') ? [] : [{ wallet, asset, balance: isRecord(value) ? value.quantity : value }],
  );
}

/** Kraken Futures' account log. */
export function futuresLedger({ read, markets }: MarketWire): Ledger {
  return {
    entries: async (request) =>
      readFuturesLedger((query) => read(endpoints.accountLog, query), request, await markets.naming()),
    // Each answer names the customer.
    owner: async () => null,
    balances: async () => [...everyRow(title, readFuturesBalances(await read(endpoints.accounts)))],
  };
}
