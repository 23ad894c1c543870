const firstRetryMs = 5 * 60_000;
const longestRetryMs = 6 * 3_600_000;

/** How long a pull waits after so many failures in a row: twice as long each time. */
export function retryDelayMs(failures: number): number {
  return Math.min(firstRetryMs * 2 ** (failures - 1), longestRetryMs);
}
