import type { Account } from '../../accounts/account.ts';
import { invalidField } from '../../errors.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { Fill, PageRequest } from '../../exchanges/model/history.ts';
import { type FillsCursor, fillsOwner, readFillsCursor } from '../fills/fills-cursor.ts';
import { type FillPlace, listFills } from '../fills/fills-store.ts';
import { type Coverage, coverageFor, coverageOfNothing, moreFollows } from '../store/coverage.ts';
import { keptSince } from '../store/ledger-coverage.ts';
import { endOfTime } from '../store/ledger-store.ts';
import type { HistoryPage } from './every-market.ts';

/**
 * The fills of all symbols that pulls have stored, newest first, where the exchange tells fills of one symbol alone. Never complete: the
 * reasons name what pulls cannot see.
 */
export async function keptFills(
  account: Account,
  marketType: MarketType,
  request: PageRequest,
): Promise<HistoryPage<Fill>> {
  const { tenant, accountId, exchange } = account;
  const name = { ref: { tenant, accountId }, exchange, marketType, owner: fillsOwner(account, marketType) };
  const below = request.cursor === undefined ? null : placeIn(request.cursor);
  const cursor = await readFillsCursor(name);
  const { from = 0, to = endOfTime, limit } = request;
  const { fills, next: last } = await listFills(name, { from, to, below, limit });
  const next = last === null ? null : cursorAfter(last);
  const { title } = marketOf({ exchange, marketType });
  const terms = { title, from: last?.timestamp ?? from, to: below?.timestamp ?? request.to };
  return { items: fills, next, source: 'pulled', coverage: coverageOfKept(cursor, { ...terms, isCut: next !== null }) };
}

/** Opaque to clients. A symbol has signs that a cursor cannot have. */
function cursorAfter({ timestamp, symbol, id, isSecond }: FillPlace): string {
  return `${timestamp}.${Buffer.from(symbol).toString('base64url')}.${id}${isSecond ? '.2' : ''}`;
}

function placeIn(cursor: string): FillPlace {
  const [, time, symbol, id, second] = /^(\d{1,15})\.([A-Za-z0-9_-]{1,80})\.(\d{1,20})(\.2)?$/.exec(cursor) ?? [];
  if (time === undefined || symbol === undefined || id === undefined)
    throw invalidField('cursor', 'must be a cursor from the answer before');
  const isSecond = second !== undefined;
  return { timestamp: Number(time), symbol: Buffer.from(symbol, 'base64url').toString('utf8'), id, isSecond };
}

interface Shown {
  readonly title: string;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number | undefined;
  /** More pages follow. */
  readonly isCut: boolean;
}

/** `to` is the oldest time at which a traded symbol was asked for: newer fills of that symbol are not stored. */
function coverageOfKept(cursor: FillsCursor, { title, from, to, isCut }: Shown): Coverage {
  const readTo = readToIn(cursor);
  const told = {
    proof: null,
    gaps: cursor.unreadable
      .filter((at) => at >= from && at < (to ?? endOfTime))
      .map((at) => ({ from: at, to: at + 1 })),
    reasons: [...(isCut ? [moreFollows] : []), ...unseen(cursor, title), ...notRead(cursor)],
  };
  if (readTo === 0) return coverageOfNothing({ from }, told);
  const until = Math.max(from, Math.min(readTo, to ?? endOfTime));
  const since = Math.max(from, keptSince() ?? 0);
  return coverageFor({ ...told, from: since === 0 ? null : Math.min(since, until), to: until });
}

/** 0 before the first pull, and while a traded symbol was never asked for. */
function readToIn({ symbols, lastSuccessAt }: FillsCursor): number {
  const traded = Object.values(symbols).filter(({ isTraded, isRefused }) => isTraded && !isRefused);
  return Math.min(lastSuccessAt ?? 0, ...traded.map((each) => each.readAt));
}

/** What the fills of known symbols can never show. */
function unseen({ symbols, leftOutSymbols }: FillsCursor, title: string): string[] {
  const count = Object.keys(symbols).length;
  const refused = Object.keys(symbols).filter((symbol) => symbols[symbol]?.isRefused === true);
  const named = refused.slice(0, 10).join(', ');
  return [
    `${title} tells fills by symbol, and ${count} symbols were asked for: those that this account has ordered through this service or holds the coin of; fills of orders placed elsewhere in other symbols are not here`,
    'deposits, withdrawals, transfers, conversions and the exchange of dust are no fills: nothing of them is here, and `balance_changes` of /pnl-summary tells what they changed together',
    ...(refused.length === 0 ? [] : [`${title} tells nothing of symbols that are no longer listed: ${named}`]),
    ...(leftOutSymbols === 0 ? [] : [`${leftOutSymbols} symbols had no room, and were not asked for`]),
  ];
}

function notRead({ symbols, lastSuccessAt, lastError, unreadable }: FillsCursor): string[] {
  const behind = Object.keys(symbols).filter((symbol) => symbols[symbol]?.isBehind === true);
  const failed = lastError === null ? [] : [`the last pull of fills failed (${lastError.code}): ${lastError.message}`];
  if (lastSuccessAt === null) return ['no fills have been pulled yet', ...failed];
  const named = behind.slice(0, 10).join(', ');
  return [
    'fills since the last pull are not here: a call with symbol asks the exchange itself',
    ...(behind.length === 0 ? [] : [`not read to their end yet: ${named}${behind.length > 10 ? ' and others' : ''}`]),
    ...(unreadable.length === 0 ? [] : [`${unreadable.length} of the exchange's rows could not be read: see gaps`]),
    ...failed,
  ];
}
