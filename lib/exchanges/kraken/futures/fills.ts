import type { Fill, Page, PageRequest } from '../../model/history.ts';
import { collect, type RawPage, unreadable } from '../../rules/paging.ts';
import {
  isoMs,
  isTextOrNothing,
  type Json,
  notNegative,
  optionalText,
  readableDecimal,
  requiredList,
} from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { newestFirst } from '../newest-first.ts';
import { clientIdOf } from './described-orders.ts';
import { assetOf } from './logged-wallet.ts';

type Read = (query: Record<string, string>) => Promise<unknown>;
type SymbolOf = (id: string) => string;

/**
 * `fills` answers "the 100 entries before lastFillTime" (docs get-fills), newest first; the cursor names time and id, because fills of one
 * order share a time. No answer tells whether older fills are left out, and a page may be shorter than documented: the reading asks on until
 * a page shows nothing new.
 */
export function readKrakenFuturesFills(read: Read, request: PageRequest, symbolOf: SymbolOf): Promise<Page<Fill>> {
  const older = olderFills(read);
  return collect<Json, Fill>(request, {
    source: 'fills',
    cursorOf: (row) => `${isoMs(row.fillTime)}.${row.fill_id}`,
    cursorPattern: /^\d{1,15}\.[A-Za-z0-9-]{1,64}$/,
    timeOf: (row) => isoMs(row.fillTime),
    pick: (row) => futuresFill(row, symbolOf) ?? unreadable,
    read: async (cursor) => inRange(await older(cursor, request.to), request),
  });
}

/** The newest page alone: the cheapest request, where a part of the fills is enough. */
export async function readLastFuturesFills(read: Read, symbolOf: SymbolOf): Promise<readonly Fill[]> {
  const rows = await fillsBefore(read, undefined);
  return rows.map((row) => futuresFill(row, symbolOf)).filter((fill) => fill !== null);
}

/**
 * A fill without a readable time may be of the range. A fill of the moment `to` is of the next range, whether or not "before" shows the fill; a
 * page of such fills alone is passed.
 */
function inRange({ rows: page, hidden }: Older, { from = 0, to }: PageRequest): RawPage<Json> {
  const rows = page.filter((row) => (isoMs(row.fillTime) ?? Number.POSITIVE_INFINITY) >= from);
  const wanted = rows.filter((row) => to === undefined || (isoMs(row.fillTime) ?? 0) < to);
  const passed = page.findLast((row) => isoMs(row.fillTime) !== null);
  return { rows: wanted, passed, isLast: page.length === 0 || rows.length < page.length, hidden };
}

/** Documented rows of a page (docs get-fills). */
const pageRows = 100;

interface Older {
  readonly rows: readonly Json[];
  readonly hidden: readonly number[];
}

/**
 * Reads below a cursor; remembers the fills that this reading has shown. A page with nothing new ends the reading where the page is shorter
 * than a page before: the exchange had room for older fills. A page that one moment fills has no such room, and the reading goes on below
 * that moment. "Before" is read in both ways, with and without the moment itself, because the documentation does not say which.
 */
function olderFills(read: Read): (cursor: string | undefined, to: number | undefined) => Promise<Older> {
  const shown = new Set<string>();
  let longest = 0;
  return async (cursor, to) => {
    const [time, last] = cursor?.split('.') ?? [];
    const at = time === undefined ? null : Number(time);
    const hidden: number[] = [];
    for (const before of at === null ? [to] : [at + 1, at, at - 1]) {
      const page = await fillsBefore(read, before);
      const rows = below(page, last).filter((row) => !shown.has(nameOf(row)));
      for (const row of page) shown.add(nameOf(row));
      const hadRoom = page.length < longest;
      longest = Math.max(longest, page.length);
      if (rows.length > 0 || page.length === 0 || hadRoom) return { rows, hidden };
      // Of more fills in one millisecond than a page holds, no request shows the rest.
      if (at !== null && before === at + 1 && page.length >= pageRows) hidden.push(at);
    }
    return { rows: [], hidden };
  };
}

/** Without a cursor nothing was shown: a fill without an id is not the fill that was shown last. */
function below(page: readonly Json[], last: string | undefined): readonly Json[] {
  return last === undefined ? page : page.slice(page.findIndex((row) => row.fill_id === last) + 1);
}

function nameOf(row: Json): string {
  return optionalText(row.fill_id) ?? JSON.stringify(row);
}

/** The next page begins at the last fill of this page: without the time of that fill there is no going on. */
async function fillsBefore(read: Read, time: number | undefined): Promise<Json[]> {
  const query = time === undefined ? {} : { lastFillTime: new Date(time).toISOString() };
  const fills = requiredList('Kraken Futures', await read(query), 'fills');
  const isPlaced = fills.length === 0 || fills.some((row) => isoMs(row.fillTime) !== null);
  if (!isPlaced) throw new MalformedResponse('Kraken Futures', 200);
  return newestFirst(fills, (row) => isoMs(row.fillTime));
}

/**
 * Null for a fill whose id, contract, side, quantity, price, time or order cannot be read: guessed, the fill would be a sale, of 1970, or of
 * no order of ours.
 */
function futuresFill(row: Json, symbolOf: SymbolOf): Fill | null {
  const [id, contract] = [optionalText(row.fill_id), optionalText(row.symbol)];
  const [quantity, price, timestamp] = [notNegative(row.size), notNegative(row.price), isoMs(row.fillTime)];
  const { side } = row;
  const feeCurrency = optionalText(row.fee_currency);
  if (id === null || contract === null || quantity === null || price === null || timestamp === null) return null;
  if (side !== 'buy' && side !== 'sell') return null;
  if (!isTextOrNothing(row.order_id) || !isTextOrNothing(row.cliOrdId)) return null;
  return {
    id,
    orderId: optionalText(row.order_id),
    clientOrderId: clientIdOf(row),
    store: 'regular',
    symbol: symbolOf(contract),
    side,
    quantity,
    price,
    fee: readableDecimal(row.fee_paid),
    // Fills of the coin are recorded as BTC; the account log and the wallets say xbt, and usd in small letters.
    feeAsset: feeCurrency === null ? null : assetOf(feeCurrency),
    liquidity: /^taker/.test(String(row.fillType)) ? 'taker' : /^maker/.test(String(row.fillType)) ? 'maker' : null,
    timestamp,
  };
}
