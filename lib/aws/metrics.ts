/**
 * The metrics that log lines carry. `by`: the field of the line that is the only dimension. A dimension has few values: a metric of CloudWatch
 * costs $0.30 a month for each value, so a tenant or an account is never a dimension.
 */
export const metrics = {
  /** Looks that end without a verdict, after the end of the call that sent the request. */
  UnknownOutcomes: { unit: 'Count', by: null },
  ManualOutcomes: { unit: 'Count', by: null },
  /** Orders, transfers and amendments that need a person now. Written each minute. */
  EntriesInReview: { unit: 'Count', by: null },
  /** Entries of calls that have ended, and have no verdict now. Written each minute. */
  EntriesUnknown: { unit: 'Count', by: null },
  UnjournaledVerdicts: { unit: 'Count', by: null },
  /** Items of a newer release. A guess of this release could lose money: the entry stays unsettled, and the symbol unpulled. */
  UnreadableEntries: { unit: 'Count', by: null },
  /** Calls that needed two nonces or more. */
  NonceRetries: { unit: 'Count', by: null },
  /** Calls and pulls that failed because no nonce was accepted, and counters that could not be repaired. */
  NonceRefusals: { unit: 'Count', by: null },
  /** Errors that the code does not know: a fault of this service, or of KMS or DynamoDB. */
  UnexpectedErrors: { unit: 'Count', by: null },
  /** Unexpected errors because KMS or DynamoDB throttled the request. */
  ThrottledCalls: { unit: 'Count', by: null },
  /** The exchange returned a ledger entry with a known id and different content. */
  LedgerConflicts: { unit: 'Count', by: null },
  /** The sum of the ledger entries of a wallet differs from the change of the balance. */
  LedgerMismatches: { unit: 'Count', by: null },
  PullFailures: { unit: 'Count', by: null },
  /** Processed messages of the pull queues, with or without success of the pull. */
  Pulls: { unit: 'Count', by: null },
  /** Requests that the exchange did not answer, or answered with trouble of its own. */
  ExchangeAway: { unit: 'Count', by: 'exchange' },
  /** Answers by which an exchange refuses the address of this service for a while. */
  AddressBans: { unit: 'Count', by: null },
  /** Requests whose key or address the exchange refused. */
  KeyRefusals: { unit: 'Count', by: 'exchange' },
  /** Checks of stored keys that can withdraw without the consent of their owner. */
  KeysAbleToWithdraw: { unit: 'Count', by: null },
  /** Checks that found the rights or limits of a stored key changed. */
  KeysChanged: { unit: 'Count', by: null },
  /** Halts that may have left an order or a position open, or an account trading. */
  HaltsIncomplete: { unit: 'Count', by: null },
  /** Halts that are pending for more than ten minutes. Written each minute. */
  HaltsOpen: { unit: 'Count', by: null },
  /** Difference between the clock of a function and the clock of the table, when more than the network explains. */
  ClockOffset: { unit: 'Milliseconds', by: null },
  /** Age of markets that are in use although a refresh was due. */
  MarketsAge: { unit: 'Seconds', by: 'exchange' },
  /** Audit records that the table did not take; the log line holds the record. */
  UnstoredAudits: { unit: 'Count', by: null },
} as const satisfies Record<string, { readonly unit: string; readonly by: 'exchange' | null }>;

export type MetricName = keyof typeof metrics;
export type Measured = Readonly<Partial<Record<MetricName, number>>>;
