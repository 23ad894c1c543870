const firstRetryMs = 5 * 60_000;
const longestRetryMs = 6 * 3_600_000;

/** The wait before the next pull after so many failures in succession; the wait doubles each time. */
export function retryDelayMs(failures: number): number {
  return Math.min(firstRetryMs * 2 ** (failures - 1), longestRetryMs);
}
