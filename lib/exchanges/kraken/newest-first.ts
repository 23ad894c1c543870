/**
 * Rows of a history, newest first; rows of one time stay as they stand. Kraken Spot tells a history as a dictionary by id, and Kraken Futures
 * its fills as a list; no page of the documentation promises an order. A row without a readable time (null) stays behind the row before.
 */
export function newestFirst<R>(rows: readonly R[], timeOf: (row: R) => number | null): R[] {
  let place = Number.POSITIVE_INFINITY;
  const placed = rows.map((row) => {
    place = timeOf(row) ?? place;
    return { row, place };
  });
  return placed
    .toSorted((one, other) => (one.place === other.place ? 0 : other.place - one.place))
    .map(({ row }) => row);
}
