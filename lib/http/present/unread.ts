import type { UnreadList } from '../../session/unread-lists.ts';

/** What an answer lacks. Nothing where every row was read. */
export function presentUnread(lists: readonly UnreadList[]) {
  if (lists.length === 0) return {};
  const unread = lists.flatMap(({ marketType, rows }) =>
    rows.map(({ field, exchangeOrderId = null, symbol = null, asset = null }) => ({
      market_type: marketType,
      field,
      order_id: exchangeOrderId,
      symbol,
      asset,
    })),
  );
  return { unread, complete: false };
}
