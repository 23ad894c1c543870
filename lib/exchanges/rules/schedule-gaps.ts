/** A row of a schedule, as far as the row can be read. */
export interface ScheduleRow {
  /** Epoch ms. */
  readonly timestamp: number | null;
  readonly rate: string | null;
}

export interface Gap {
  readonly from: number;
  readonly to: number;
}

/**
 * The times of the rows that cannot be read: the row's own time, or the times between its neighbors. The rows stand in the order of their times, in
 * either direction. `reachMs`: at an end of the list a row lies no further than this from the only neighbor.
 */
export function gapsIn(rows: readonly ScheduleRow[], reachMs: number): Gap[] {
  return rows.flatMap((row, index) => gapAt(rows, row, index, reachMs));
}

function gapAt(rows: readonly ScheduleRow[], { timestamp, rate }: ScheduleRow, index: number, reachMs: number): Gap[] {
  if (timestamp !== null) return rate === null ? [{ from: timestamp, to: timestamp + 1 }] : [];
  const timed = (row: ScheduleRow) => row.timestamp !== null;
  const before = rows.slice(0, index).findLast(timed)?.timestamp ?? null;
  const after = rows.slice(index).find(timed)?.timestamp ?? null;
  const known = [before, after].filter((time) => time !== null);
  if (known.length === 2) return [{ from: Math.min(...known) + 1, to: Math.max(...known) }];
  // At the end of the list the neighbor is on one side alone, and the list may run either way.
  return known.flatMap((time) => [
    { from: time - reachMs, to: time },
    { from: time + 1, to: time + reachMs + 1 },
  ]);
}
