import type { MarketDefinition } from '../exchanges/definition.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type { UnreadRow } from '../exchanges/model/told.ts';
import { unreadMessage } from '../exchanges/rules/unread-rows.ts';

/** The rows of a list of one market that cannot be read: the list was answered without them. Never empty: a part that could not be looked at has a row that says why. */
export interface UnreadList {
  readonly marketType: MarketType;
  readonly rows: readonly UnreadRow[];
  /** Safe to show. */
  readonly message: string;
}

/** A list of none where every row was read. `what`: a row of the list, in words. */
export function unreadList(
  marketType: MarketType,
  { title }: Pick<MarketDefinition, 'title'>,
  what: string,
  rows: readonly UnreadRow[],
): UnreadList[] {
  return rows.length === 0 ? [] : [{ marketType, rows, message: unreadMessage(rows, what, title) }];
}
