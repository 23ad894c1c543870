import { Decimal } from '../../../decimal.ts';
import { OemsError } from '../../../errors.ts';
import type { FundingPayment, Page, PageRequest, RealizedPnlEvent } from '../../model/history.ts';
import type { LedgerEntry } from '../../model/ledger-entry.ts';
import { fundingPaymentOf, placeCursor, pnlEventOf } from '../../rules/ledger-events.ts';
import { collect, unreadable } from '../../rules/paging.ts';
import { withContracts } from '../../rules/traded-contracts.ts';
import { isoMs, type Json, optionalText, readableDecimal, requiredDecimal, requiredList } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { shortPage } from './ledger.ts';
import { readableEntry } from './ledger-entry.ts';
import { assetOf } from './logged-wallet.ts';

const title = 'Kraken Futures';

type AccountLog = (query: Record<string, string>) => Promise<unknown>;
type SymbolOf = (contract: string) => string;

/** Rows per request: within Kraken's cheaper cost brackets. The end of the log is told by a page as short as `shortPage`. */
const pageRows = 500;

/** A row without a time has no place in a history: the answer is garbled. */
function requiredTime(row: Json, key: string): number {
  const time = isoMs(row[key]);
  if (time === null) throw new MalformedResponse(title, 200);
  return time;
}

/** This account's funding cash flows, newest first: hourly, and whenever a trade changes the position. */
export function readFundingPayments(
  log: AccountLog,
  request: PageRequest,
  symbolOf: SymbolOf,
): Promise<Page<FundingPayment>> {
  return readLog(log, request, symbolOf, fundingPaymentOf);
}

/**
 * Realized PnL, newest first, from the account log: the venue's own books, with fees. Only when the log cannot be read do the last
 * 100 fills answer instead, and the page says so in `source`.
 */
export async function readRealizedPnl(
  log: AccountLog,
  fills: () => Promise<unknown>,
  request: PageRequest,
  symbolOf: SymbolOf,
): Promise<Page<RealizedPnlEvent>> {
  try {
    return await readProfits(log, request, symbolOf);
  } catch (error) {
    // A cursor points into the log: the fills cannot go on from there.
    const away = error instanceof OemsError && error.code === 'EXCHANGE_UNAVAILABLE';
    if (!away || request.cursor !== undefined) throw error;
    const page = pnlFromFills(await fills(), request, symbolOf);
    // Fills that tell no profit at all are no answer.
    if (page.items.length === 0 && page.leftOut.length > 0) throw withoutProfits(error);
    return page;
  }
}

/** Each page is read whole, so the entry of the contracts is known wherever the entry of the money is. */
async function readProfits(log: AccountLog, request: PageRequest, symbolOf: SymbolOf): Promise<Page<RealizedPnlEvent>> {
  const entries: LedgerEntry[] = [];
  const keeping: AccountLog = async (query) => {
    const answer = await log(query);
    entries.push(...requiredList(title, answer, 'logs').flatMap((row) => readableEntry(row, symbolOf) ?? []));
    return answer;
  };
  const page = await readLog(keeping, request, symbolOf, pnlEventOf);
  return { ...page, items: withContracts(page.items, entries) };
}

/** The account log below a row id; ids are unique and increasing, so equal timestamps across a page edge lose nothing. */
function readLog<T extends { symbol: string }>(
  log: AccountLog,
  request: PageRequest,
  symbolOf: SymbolOf,
  eventOf: (entry: LedgerEntry) => T | null,
): Promise<Page<T>> {
  return collect<Json, T>(request, {
    source: 'account_log',
    cursorOf: (row) => placeCursor({ time: requiredTime(row, 'date'), id: String(row.id) }),
    cursorPattern: /^\d{1,15}\.\d{1,20}$/,
    // A row without an id has no place in the log either.
    timeOf: (row) => (rowId(row) === null ? null : isoMs(row.date)),
    pick: (row) => {
      const entry = readableEntry(row, symbolOf);
      return entry === null ? unreadable : eventOf(entry);
    },
    read: async (cursor) => {
      const below = cursor?.split('.')[1];
      const all = requiredList(title, await log(logQuery(request, below)), 'logs');
      const older = all.filter((row) => below === undefined || (rowId(row) ?? -1n) < BigInt(below));
      const passed = older.findLast((row) => rowId(row) !== null && isoMs(row.date) !== null);
      // The next page begins below a row with a place.
      if (older.length > 0 && passed === undefined) throw new MalformedResponse(title, 200, 'id');
      return { rows: older.filter((row) => isInRange(row, request)), passed, isLast: all.length < shortPage };
    },
  });
}

/** Funding is booked on the hour, where ranges meet: one range has the row. A row without a readable time may be of the range. */
function isInRange({ date }: Json, { from = 0, to = Number.POSITIVE_INFINITY }: PageRequest): boolean {
  const time = isoMs(date);
  return time === null || (time >= from && time < to);
}

/** Null for an id that cannot be read. */
function rowId({ id }: Json): bigint | null {
  return /^\d{1,20}$/.test(String(id)) ? BigInt(String(id)) : null;
}

/**
 * The documentation does not say whether `since` and `before` include the moment (get-account-log); an answer of 2023 to a `before` shows a row
 * of the moment (python-kraken-sdk). So the query reaches a millisecond further back, and the rows are judged by their own time.
 */
function logQuery(request: PageRequest, below: string | undefined): Record<string, string> {
  return {
    sort: 'desc',
    count: String(pageRows),
    ...(request.from === undefined ? {} : { since: String(Math.max(request.from - 1, 0)) }),
    ...(request.to === undefined ? {} : { before: String(request.to) }),
    ...(below === undefined ? {} : { to: below }),
  };
}

function withoutProfits(cause: OemsError): OemsError {
  const message = `${title}'s account log cannot be read, and its fills tell no profit; repeat the call`;
  return new OemsError('EXCHANGE_UNAVAILABLE', message, { details: cause.details, cause });
}

type PnlPage = Page<RealizedPnlEvent> & Required<Pick<Page<RealizedPnlEvent>, 'leftOut'>>;

/**
 * A fill that tells no profit is no fill without profit: none of the recorded fills has `realized_pnl`, fills that users of CCXT have posted
 * do. Such a fill is left out, and the coverage shows a gap. So is a fill without a contract or a time, which may be of the request.
 */
function pnlFromFills(answer: unknown, request: PageRequest, symbolOf: SymbolOf): PnlPage {
  const rows = requiredList(title, answer, 'fills');
  const placed = rows.map((row) => ({
    row,
    contract: optionalText(row.symbol),
    timestamp: isoMs(row.fillTime) ?? request.to ?? Date.now(),
  }));
  const fills = placed.flatMap(({ row, contract, timestamp }) =>
    contract === null || isoMs(row.fillTime) === null ? [] : [{ row, symbol: symbolOf(contract), timestamp }],
  );
  const wanted = fills.filter((fill) => isWanted(fill, request));
  const isTold = ({ row }: { row: Json }) => pnlKeys.every((key) => readableDecimal(row[key]) !== null);
  const told = wanted.filter(isTold);
  const leftOut = [
    ...placed.filter(({ row }) => !fills.some((fill) => fill.row === row)),
    ...wanted.filter((fill) => !isTold(fill)),
  ].map(({ timestamp }) => timestamp);
  const events = told.map(({ row, symbol, timestamp }) => pnlOfFill(row, symbol, timestamp));
  const items = events.filter(({ realizedPnl }) => !new Decimal(realizedPnl).isZero()).slice(0, request.limit);
  const edges = { newest: items.at(0)?.timestamp ?? null, oldest: isoMs(rows.at(-1)?.fillTime) };
  return { items, next: null, source: 'fills', leftOut, ...edges };
}

const pnlKeys = ['realized_pnl', 'fee_paid'];

function isWanted({ symbol, timestamp }: { symbol: string; timestamp: number }, { from, to, ...asked }: PageRequest) {
  const isInRange = timestamp >= (from ?? 0) && timestamp < (to ?? Number.POSITIVE_INFINITY);
  return isInRange && (asked.symbol ?? symbol) === symbol;
}

/** The profit is in the asset that settles the contract; some records of fills have no `fee_currency`. */
function pnlOfFill(row: Json, symbol: string, timestamp: number): RealizedPnlEvent {
  const id = String(row.fill_id);
  const [, settle = 'USD'] = /:([A-Z0-9]+)/.exec(symbol) ?? [];
  return {
    id,
    symbol,
    timestamp,
    realizedPnl: requiredDecimal(title, row, 'realized_pnl'),
    fee: requiredDecimal(title, row, 'fee_paid'),
    asset: optionalText(row.fee_currency) === null ? settle : assetOf(String(row.fee_currency)),
    quantity: readableDecimal(row.size),
    price: readableDecimal(row.price),
    orderId: optionalText(row.order_id),
    tradeId: id,
  };
}
