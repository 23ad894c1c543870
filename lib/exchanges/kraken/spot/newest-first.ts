import { type Json, secondsMs } from '../../wire/readers.ts';

type Row = [string, Json];

/**
 * Rows of a history, newest first; rows of one time stay as they stand. Kraken tells a history as a dictionary by id, and no page of the
 * documentation promises an order of it. A row without a readable time stays behind the row before.
 */
export function newestFirst(rows: readonly Row[]): Row[] {
  let place = Number.POSITIVE_INFINITY;
  const placed = rows.map((row) => {
    place = secondsMs(row[1].time) === null ? place : Number(row[1].time);
    return { row, place };
  });
  return placed
    .toSorted((one, other) => (one.place === other.place ? 0 : other.place - one.place))
    .map(({ row }) => row);
}
