import { chainKey } from '../../../lib/ledger/proof/chains.ts';
import { sumOf } from '../scenes/booked-ledger.ts';
import type { BookedRow } from '../scenes/scene.ts';
import type { Held } from './booked-ledger.ts';

/**
 * Rows whose absence breaks a chain that has been followed. Rows that cancel each other out leave no trace, and before the oldest row that the
 * exchange showed nothing is proven.
 */
export function missingChains({ truth, missing, cursor: { known } }: Held): BookedRow[] {
  const isMissing = new Set(missing);
  return [...Map.groupBy(truth, chainKey)].flatMap(([key, rows]) => {
    const runs = runsOf(rows, isMissing);
    return runs.flatMap(({ run, next, isFirst }) => {
      const isProven = !isBeforeStart(isFirst, known) && !sumOf(run.map(({ change }) => change)).isZero();
      // A row stored by a worker that died before it wrote the cursor is not read yet.
      return isProven && next.time <= (known.chains[key]?.time ?? 0) ? run : [];
    });
  });
}

function isBeforeStart(isFirst: boolean, { beginning }: Held['cursor']['known']): boolean {
  return isFirst && beginning?.foundNothing !== true;
}

interface Run {
  readonly run: readonly BookedRow[];
  readonly next: BookedRow;
  readonly isFirst: boolean;
}

/** Missing rows in succession, each with the stored row behind them. */
function runsOf(rows: readonly BookedRow[], isMissing: ReadonlySet<BookedRow>): Run[] {
  const runs: Run[] = [];
  let [run, isFirst]: [BookedRow[], boolean] = [[], true];
  for (const row of rows) {
    if (isMissing.has(row)) run.push(row);
    else {
      if (run.length > 0) runs.push({ run, next: row, isFirst });
      [run, isFirst] = [[], false];
    }
  }
  return runs;
}

/** Rows within the coverage whose absence the sums show: rows of an asset that cancel each other out leave no trace. */
export function missingSums({ missing }: Held, isTold: (row: BookedRow) => boolean): BookedRow[] {
  const untold = missing.filter((row) => !isTold(row));
  return [...Map.groupBy(untold, chainKey).values()]
    .filter((rows) => !sumOf(rows.map(({ change }) => change)).isZero())
    .flat();
}
