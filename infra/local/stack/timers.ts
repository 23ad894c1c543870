/** setTimeout fires at once for a longer delay (24.8 days). */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
