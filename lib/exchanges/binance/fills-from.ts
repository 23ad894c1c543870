import { sharedNow } from '../../aws/clock.ts';
import type { FillsFrom } from '../model/history.ts';
import { epochMs, type Json } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import type { TradeHistory } from './fills.ts';
import { rowsOf } from './lists.ts';
import { nameOf } from './names.ts';
import { requiredId } from './terms.ts';
import { mostRows } from './windows.ts';

/**
 * Fills of one symbol from an id on, oldest first: "If fromId is set, it will get trades >= that fromId" (spot: rest-api, Account trade list).
 * Throws for a row without an id, of another symbol, or from before the id: such an answer has no place among the fills.
 */
export async function fillsFrom(
  { wire, endpoint, fillFrom }: Pick<TradeHistory, 'wire' | 'endpoint' | 'fillFrom'>,
  symbol: string,
  fromId: string | null,
): Promise<FillsFrom> {
  const { title } = wire.market;
  const name = await nameOf(wire.markets, symbol);
  const first = fromId ?? '0';
  const rows = rowsOf(title, await wire.read(endpoint, { symbol: name, fromId: first, limit: String(mostRows) }));
  if (rows.some((row) => row.symbol !== name)) throw new MalformedResponse(title, 200);
  const ids = rows.map((row) => BigInt(requiredId(title, row, 'id')));
  if (ids.some((id) => id < BigInt(first))) throw new MalformedResponse(title, 200);
  const last = ids.toSorted((one, other) => (one < other ? -1 : 1)).at(-1);
  const fills = rows.map((row) => fillFrom(row, symbol));
  const isLast = rows.length < mostRows;
  return {
    fills: fills.filter((fill) => fill !== null),
    next: last === undefined ? fromId : nextAfter(last, isLast),
    isLast,
    leftOut: rows.flatMap((_row, index) => (fills[index] === null ? [timeAt(rows, index)] : [])),
  };
}

/** Two orders of one account that trade with each other have two fills of one id, and a full answer may have left out the second. */
function nextAfter(last: bigint, isLast: boolean): string {
  return String(isLast ? last + 1n : last);
}

/**
 * A row without a readable time has the place of the fill before the row, or else of the next fill. Where no row tells a time the fill lies before the
 * answer: an error would stop every pull of the symbol until a fill with a time follows.
 */
function timeAt(rows: readonly Json[], index: number): number {
  const times = rows.map(({ time }) => epochMs(time));
  const told = times.slice(0, index + 1).findLast((time) => time !== null) ?? times.find((time) => time !== null);
  return told ?? sharedNow();
}
