/** Largest difference to the table's clock that still counts as network delay plus the header's one-second steps. */
const toleranceMs = 2000;

let offsetMs = 0;

/** Learns from a response's `Date` header how far the local clock is off. */
export function observeTableDate(date: string | undefined, localNow: number): void {
  const tableNow = Date.parse(date ?? '');
  if (!Number.isNaN(tableNow)) offsetMs = Math.abs(tableNow - localNow) > toleranceMs ? tableNow - localNow : 0;
}

/** Epoch ms that no single machine's wrong clock can push ahead: a nonce far in the future would block its key for as long. */
export function sharedNow(): number {
  return Date.now() + offsetMs;
}
