/** Largest difference to the table's clock that still counts as network delay plus the header's one-second steps. */
const toleranceMs = 2000;

let offsetMs = 0;

/** Learns the error of the local clock from the `Date` header of a response. */
export function observeTableDate(date: string | undefined, localNow: number): void {
  const tableNow = Date.parse(date ?? '');
  if (!Number.isNaN(tableNow)) offsetMs = Math.abs(tableNow - localNow) > toleranceMs ? tableNow - localNow : 0;
}

/** Epoch ms, corrected by the table's clock. A nonce from a clock that is ahead would block the key until that time. */
export function sharedNow(): number {
  return Date.now() + offsetMs;
}
