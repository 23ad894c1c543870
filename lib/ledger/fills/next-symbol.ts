import type { FillsCursor, SymbolProgress } from './fills-cursor.ts';

/** A symbol of a coin that the account holds and has not traded here is asked for once a day. */
const untradedEveryMs = 24 * 3_600_000;
/** One request of so many goes to a symbol that was never traded here: the coin may come from an order placed elsewhere. */
const turnOfUntraded = 4;

/** The symbol of the next request; null where all have been read in this pull. `turn` counts the requests of the pull. */
export function nextSymbol({ symbols }: FillsCursor, startedAt: number, turn: number): string | null {
  const due = Object.entries(symbols).filter(([, progress]) => isDue(progress, startedAt));
  const traded = due.filter(([, { isTraded }]) => isTraded);
  const untraded = due.filter(([, { isTraded }]) => !isTraded);
  const first = turn % turnOfUntraded === turnOfUntraded - 1 ? untraded : traded;
  return longestUnread(first) ?? longestUnread(due);
}

function isDue({ isBehind, isTraded, isRefused, readAt }: SymbolProgress, startedAt: number): boolean {
  return isBehind || readAt < startedAt - (isTraded && !isRefused ? 0 : untradedEveryMs);
}

function longestUnread(among: readonly (readonly [string, SymbolProgress])[]): string | null {
  const [first] = among.toSorted(([, one], [, other]) => one.readAt - other.readAt);
  return first?.[0] ?? null;
}
