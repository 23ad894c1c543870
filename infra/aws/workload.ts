import { exchangeIds } from '../../lib/exchanges/exchanges.ts';

/**
 * What a unit of work asks of AWS. Requests are counted by test/e2e/request-counts.test.ts, and alarms and metrics by test/infra/aws/costs.test.ts:
 * a test fails when a number here is not true. Units of DynamoDB, sizes,
 * seconds, and the requests of a pull and of a followed minute are estimates that no test holds.
 */
export const workload = {
  /** A warm order, accepted, with 250 ms at the exchange. */
  order: {
    tableRequests: 3,
    kmsRequests: 0,
    /** The three writes and their copies in indexes. */
    writeUnits: 14,
    /** The later listing of the change: verdict 3, mark 6, share of a slot 2.4, audit record 1, clearing 7. */
    eventWriteUnits: 19.4,
    gigabyteSeconds: 0.35,
    logKilobytes: 1,
    /** Lambda samples 5 % of calls beyond one a second (Lambda guide, X-Ray). */
    tracedShare: 0.05,
  },
  /** A call of /events that finds nothing new. */
  poll: { tableRequests: 2, readUnits: 8.8, gigabyteSeconds: 0.04, logKilobytes: 0 },
  /** A pull of both wallets that finds nothing new. Ten messages share a run and a request to the queue. */
  pull: { kmsRequests: 2, writeUnits: 6, readUnits: 3, gigabyteSeconds: 0.045, queueRequests: 0.3, logKilobytes: 0.5 },
  /**
   * A minute of an account with a resting order on both of Kraken's markets, in which nothing happens. Each key is opened every five minutes
   * (lib/vault/vault.ts), forty accounts are looked at side by side, and a look waits 250 ms for the exchange.
   */
  follow: { kmsRequests: 2 / 5, writeUnits: 2, readUnits: 1, gigabyteSeconds: (2 * 0.25) / 40 },
  /** The three jobs of each minute: resolver and follower with 1 GB, the list of changes with 0.5 GB. */
  minute: { runs: 3, gigabyteSeconds: 0.75, readUnits: 30 },
  alarmMetrics: 53 + 4 * exchangeIds.length,
  customMetrics: 22 + 3 * exchangeIds.length,
} as const;
