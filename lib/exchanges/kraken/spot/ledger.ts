import { Decimal } from '../../../decimal.ts';
import type { Ledger } from '../../interfaces/ledger.ts';
import {
  digestOf,
  type LedgerEntry,
  type LedgerKind,
  type LedgerPage,
  type LedgerRequest,
  type UnreadEntry,
} from '../../model/ledger-entry.ts';
import { entriesAmong, unreadAmong } from '../../rules/unread-entries.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import {
  decimalAsSent,
  type Json,
  optionalText,
  records,
  requiredCount,
  requiredRecord,
  requiredText,
  secondsMs,
} from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { everyRow } from '../../wire/told-rows.ts';
import { newestFirst } from '../newest-first.ts';
import { endpoints } from './endpoints.ts';
import { placeOf } from './fills.ts';
import { customerOf } from './key-check.ts';
import { isRangeRefused, readHistory } from './read-history.ts';
import { spotBalances } from './wallets.ts';

const title = 'Kraken Spot';

type Ledgers = (query: Record<string, string>) => Promise<unknown>;
type CodeOf = (asset: string) => string;

/** One answer of Ledgers: the readable rows, oldest first, and how many rows the page and the whole range hold. */
interface Page {
  readonly rows: readonly LedgerEntry[];
  readonly unread: readonly UnreadEntry[];
  readonly size: number;
  readonly newest: string;
  readonly count: number;
}

/**
 * The ledger, oldest first, although Kraken pages it newest first: the first answer tells how many rows the range holds, and with its
 * newest row as a fixed end the pages are read from the far end. Page sizes are never assumed (docs get-ledgers-info: 50).
 */
export async function readSpotLedger(ledgers: Ledgers, request: LedgerRequest, codeOf: CodeOf): Promise<LedgerPage> {
  const { range, page: newest } = await firstPage(ledgers, request, codeOf);
  const { size, newest: end } = newest;
  if (size >= newest.count) return { ...ended(newest.rows, newest.unread), requests: 1 };
  if (size === 0) throw new MalformedResponse(title, 200);
  // By id: an entry that two pages share is kept once.
  const found = new Map<string, LedgerEntry>();
  const left: UnreadEntry[] = [];
  const take = ({ rows, unread }: Page): void => {
    for (const row of rows) if (!found.has(row.id)) found.set(row.id, row);
    left.push(...unread);
  };
  const told = () => ended([...found.values()], left);
  let requests = 1;
  for (let ofs = newest.count - size; ofs > 0; ofs -= size) {
    if (requests >= request.maxRequests) return { ...told(), isLast: false, requests };
    const page = await pageOf(ledgers, { ...range, end, ofs: String(ofs) }, codeOf);
    requests += 1;
    // A new entry inside the range moves every page. The entries read so far have no hole; the next page might.
    if (page.count !== newest.count || page.size < size) return { ...told(), isLast: false, requests };
    take(page);
  }
  take(newest);
  return { ...told(), requests };
}

function ended(entries: readonly LedgerEntry[], unread: readonly UnreadEntry[]): Omit<LedgerPage, 'requests'> {
  return { entries, unread, isLast: true, owner: null };
}

type Range = Readonly<Record<string, string>>;

/** Reading resumes behind the entry's id, which tells entries of one instant apart, or by time where the exchange knows the entry no longer. */
async function firstPage(
  ledgers: Ledgers,
  { since, after }: LedgerRequest,
  codeOf: CodeOf,
): Promise<{ range: Range; page: Page }> {
  const read = async (range: Range) => ({ range, page: await pageOf(ledgers, range, codeOf) });
  if (after === null) return read(startAt(since));
  return read({ start: after.id }).catch((error: unknown) => {
    if (isRangeRefused(error)) return read(startAt(after.time));
    throw error;
  });
}

/** `start` is exclusive and in seconds, of which Kraken keeps four digits. */
function startAt(since: number | null): Range {
  return since === null || since <= 0 ? {} : { start: new Decimal(since).div(1000).minus('0.0001').toFixed() };
}

async function pageOf(ledgers: Ledgers, query: Range, codeOf: CodeOf): Promise<Page> {
  const result = requiredRecord(title, await ledgers(query), 'result');
  const all = newestFirst(records(requiredRecord(title, result, 'ledger')), placeOf);
  const told = all
    .map(([id, row]) => ({ time: secondsMs(row.time), entry: readableEntry(id, row, codeOf) }))
    .toReversed();
  const rows = entriesAmong(told);
  const count = requiredCount(title, result, 'count');
  if (all.length > 0 && rows.length === 0) throw new MalformedResponse(title, 200);
  return { rows, unread: unreadAmong(told), size: all.length, newest: all[0]?.[0] ?? '', count };
}

/**
 * Null for a row with an amount, a time or an asset that cannot be read. The row does not vanish: the page tells its place, and coverage shows a
 * gap there. An error for the row would end all reading.
 */
function readableEntry(id: string, row: Json, codeOf: CodeOf): LedgerEntry | null {
  try {
    return ledgerEntryOf(id, row, codeOf);
  } catch (error) {
    if (error instanceof MalformedResponse) return null;
    throw error;
  }
}

/** A ledger entry: `balance` is the balance after the entry, `fee` is deducted in addition to `amount`. */
function ledgerEntryOf(id: string, row: Json, codeOf: CodeOf): LedgerEntry {
  const time = secondsMs(row.time);
  if (time === null) throw new MalformedResponse(title, 200);
  const type = requiredText(title, row, 'type');
  const subtype = optionalText(row.subtype);
  const [amount, fee, after] = [
    decimalAsSent(title, row, 'amount'),
    decimalAsSent(title, row, 'fee'),
    decimalAsSent(title, row, 'balance'),
  ];
  return {
    id,
    time,
    kind: kinds[type] ?? 'other',
    label: subtype === null ? type : `${type}/${subtype}`,
    symbol: null,
    wallet: 'spot',
    asset: codeOf(requiredText(title, row, 'asset')),
    change: new Decimal(amount).minus(fee).toFixed(),
    balanceBefore: null,
    balanceAfter: after,
    realizedPnl: realizing.includes(type) ? amount : null,
    funding: null,
    fee,
    liquidationFee: null,
    price: null,
    rate: null,
    owner: null,
    // Also of the trade of a margin position.
    tradeId: type === 'trade' || type === 'margin' ? requiredText(title, row, 'refid') : null,
    digest: digestOf(row),
  };
}

/** docs.kraken.com get-ledgers-info, `type`. */
const kinds: Readonly<Record<string, LedgerKind>> = {
  trade: 'trade',
  margin: 'trade',
  rollover: 'rollover',
  settled: 'settlement',
  deposit: 'transfer',
  withdrawal: 'transfer',
  transfer: 'transfer',
  conversion: 'conversion',
};

/**
 * The type whose amount is profit or loss in the asset of the row: the closing of a margin position books the profit under `margin`, the
 * opening books 0 and the fee (read so by rotki). A row of `settled` books coins paid or received in kind: +0.5 ETH (recorded 2014, test data
 * of XChange), -0.123 ETH (test data of rotki, which reads a profit). The cost of the coins is not told, and so the profit is not known.
 */
const realizing: readonly string[] = ['margin'];

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
