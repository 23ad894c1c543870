/** The clock of the exchange that a test runs over; null where time is real. */
export const simulated: { advance: ((ms: number) => void) | null } = { advance: null };
