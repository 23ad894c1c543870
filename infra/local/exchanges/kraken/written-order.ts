/**
 * The order in which a page writes its rows. No page of the documentation promises an order: `newest` first as recorded, `oldest` first, or
 * `by_id`, as encoders of dictionaries in many languages sort the names.
 */
export const writtenOrders = ['newest', 'oldest', 'by_id'] as const;
export type WrittenOrder = (typeof writtenOrders)[number];

/** The rows of one page, given newest first. Which rows the page has does not change. */
export function written<R extends { readonly id: string | number }>(rows: readonly R[], order: WrittenOrder): R[] {
  if (order === 'oldest') return rows.toReversed();
  if (order === 'newest') return [...rows];
  return rows.toSorted((one, other) => (String(one.id) < String(other.id) ? -1 : 1));
}
