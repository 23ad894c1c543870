/** A function that a schedule starts. File name in functions/jobs = job id in kebab-case. */
export interface Job {
  /** EventBridge Scheduler expression. */
  readonly schedule: string;
  readonly summary: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

export const jobs = {
  refreshMarkets: {
    schedule: 'rate(12 hours)',
    summary: 'Stores the markets of every exchange, so that no cold function has to load them',
    timeoutSeconds: 120,
    memoryMb: 1024,
  },
  resolveOrders: {
    schedule: 'rate(1 minute)',
    summary: 'Settles orders and transfers whose fate no call has told, and alarms on those it cannot settle',
    timeoutSeconds: 120,
    memoryMb: 1024,
  },
} as const satisfies Record<string, Job>;
