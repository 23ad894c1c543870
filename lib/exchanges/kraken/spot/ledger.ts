import type { Ledger } from '../../interfaces/ledger.ts';
import type { LedgerEntry, LedgerPage, LedgerRequest, UnreadEntry } from '../../model/ledger-entry.ts';
import { entriesAmong, type LedgerRow, placeBehind, requirePlaces, unreadAmong } from '../../rules/unread-entries.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { optionalText, records, requiredCount, requiredRecord, secondsMs } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { everyRow } from '../../wire/told-rows.ts';
import { newestFirst } from '../newest-first.ts';
import { inBookedOrder } from './booked-order.ts';
import { endpoints } from './endpoints.ts';
import { customerOf } from './key-check.ts';
import { readableEntry } from './ledger-entry.ts';
import { endsAt, type Range, startAt } from './ledger-range.ts';
import { isRangeRefused, readHistory } from './read-history.ts';
import { placeOf } from './trades-below.ts';
import { spotBalances } from './wallets.ts';

const title = 'Kraken Spot';

type Ledgers = (query: Record<string, string>) => Promise<unknown>;
type CodeOf = (asset: string) => string;

/** One answer of Ledgers: the rows, oldest first, and how many rows the page and the whole range hold. */
interface Page {
  readonly rows: readonly LedgerRow[];
  readonly size: number;
  /** The newest row as an end of the range: by id, and by time. */
  readonly ends: readonly string[];
  readonly count: number;
}

/**
 * The ledger, oldest first, although Kraken pages it newest first: the first answer tells how many rows the range holds, and with its
 * newest row as a fixed end the pages are read from the far end. Page sizes are never assumed (docs get-ledgers-info: 50).
 */
export async function readSpotLedger(ledgers: Ledgers, request: LedgerRequest, codeOf: CodeOf): Promise<LedgerPage> {
  const { range, page: newest } = await firstPage(ledgers, request, codeOf);
  const { size, ends } = newest;
  if (size >= newest.count) return { ...ended(entriesAmong(newest.rows), unreadAmong(newest.rows)), requests: 1 };
  if (size === 0) throw new MalformedResponse(title, 200);
  // By id: an entry that two pages share is kept once.
  const found = new Map<string, LedgerEntry>();
  const left: UnreadEntry[] = [];
  const taken: LedgerRow[] = [];
  const take = ({ rows }: Page): void => {
    for (const row of entriesAmong(rows)) if (!found.has(row.id)) found.set(row.id, row);
    left.push(...unreadAmong(rows));
    taken.push(...rows);
  };
  const told = () => ended([...found.values()], left);
  const cut = () => ({ ...told(), isLast: false, ...(found.size > 0 ? {} : behind(taken, request)) });
  let requests = 1;
  let [end = '', byTime] = ends;
  for (let ofs = newest.count - size; ofs > 0; ofs -= size) {
    if (requests >= request.maxRequests) return { ...cut(), requests };
    let page = await pageOf(ledgers, { ...range, end, ofs: String(ofs) }, codeOf);
    requests += 1;
    // No page promises the order of rows of one instant: the row that was told first may end the range too early.
    if (page.count < newest.count && byTime !== undefined) {
      [end, byTime] = [byTime, undefined];
      page = await pageOf(ledgers, { ...range, end, ofs: String(ofs) }, codeOf);
      requests += 1;
    }
    // A new entry inside the range moves every page. The entries read so far have no hole; the next page might.
    if (page.count !== newest.count || page.size < size) return { ...cut(), requests };
    take(page);
  }
  take(newest);
  return { ...told(), requests };
}

function ended(entries: readonly LedgerEntry[], unread: readonly UnreadEntry[]): Omit<LedgerPage, 'requests'> {
  return { entries, unread, isLast: true, owner: null };
}

/** Pages were read and hold no readable entry: reading goes on at their newest row. */
function behind(taken: readonly LedgerRow[], { since, after }: LedgerRequest): Pick<LedgerPage, 'readTo'> {
  return taken.length === 0 ? {} : { readTo: placeBehind(title, taken, after?.time ?? since ?? 0) };
}

/**
 * Reading resumes behind the entry's id, which tells entries of one instant apart. It resumes by time where the exchange knows the entry no
 * longer, and where the place has no id.
 */
async function firstPage(
  ledgers: Ledgers,
  { since, after }: LedgerRequest,
  codeOf: CodeOf,
): Promise<{ range: Range; page: Page }> {
  const read = async (range: Range) => ({ range, page: await pageOf(ledgers, range, codeOf) });
  if (after === null || after.id === '') return read(startAt(after?.time ?? since));
  return read({ start: after.id }).catch((error: unknown) => {
    if (isRangeRefused(error)) return read(startAt(after.time));
    throw error;
  });
}

async function pageOf(ledgers: Ledgers, query: Range, codeOf: CodeOf): Promise<Page> {
  const result = requiredRecord(title, await ledgers(query), 'result');
  const all = newestFirst(records(requiredRecord(title, result, 'ledger')), placeOf);
  const shown = all.map(([id, row]) => ({
    ...{ time: secondsMs(row.time), entry: readableEntry(id, row, codeOf) },
    // Any record has keys: only the reference shows a row of the ledger.
    id: optionalText(row.refid),
  }));
  const told = inBookedOrder(shown.toReversed());
  requirePlaces(title, told);
  return {
    ...{ rows: told, size: all.length, ends: all[0] === undefined ? [] : endsAt(all[0]) },
    count: requiredCount(title, result, 'count'),
  };
}

/** An answer that tells nothing at all must not pass for an account without an IBAN: the account's rows would be stored anew. */
export function spotOwner(answer: unknown): string | null {
  const info = requiredRecord(title, answer, 'result');
  if (info.nonce === undefined) throw new MalformedResponse(title, 200);
  return customerOf(info);
}

/** Kraken Spot's ledger. */
export function spotLedger(wire: MarketWire): Ledger {
  return {
    entries: async (request) => {
      const codeOf = await wire.markets.assetNaming();
      return readSpotLedger((query) => readHistory(wire, endpoints.Ledgers, query), request, codeOf);
    },
    owner: async () => spotOwner(await wire.read(endpoints.GetApiKeyInfo)),
    balances: async () =>
      everyRow(title, await spotBalances(wire)).map(({ asset, total }) => ({ wallet: 'spot', asset, balance: total })),
  };
}
