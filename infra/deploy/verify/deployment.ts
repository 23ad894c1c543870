/** A deployment in the view of the checks: AWS (aws-deployment.ts), or the template stack of this machine (local-deployment.ts). */
export interface Deployment {
  readonly stage: string;
  /** Without a slash at the end. */
  readonly url: string;
  /** A bearer token with the scopes `oems/read`, `oems/trade` and `oems/admin`. */
  token(): Promise<string>;
  /** The JSON lines that a function has logged since a time (ms), as they came. */
  logLines(functionId: LoggingFunction, since: number): Promise<readonly LogLine[]>;
  /** Whether a metric by exchange has a value since a time (ms). */
  hasMetric(name: string, exchange: string, since: number): Promise<boolean>;
  /** Sets an alarm off. Returns the addresses that get the mail. */
  alarmMail(): Promise<readonly string[] | Skipped>;
  /** The differences between the deployed stack and the stage's file, as text; empty: none. */
  differences(): Promise<string | Skipped>;
}

export type LogLine = Readonly<Record<string, unknown>>;

/** The functions whose log lines the command reads. */
export type LoggingFunction = 'listExchangeAccounts' | 'resolveOrders';

/** A check that this deployment or this call of the command cannot have. */
export interface Skipped {
  readonly skipped: string;
}

export function skip(why: string): Skipped {
  return { skipped: why };
}

export function isSkipped(value: unknown): value is Skipped {
  return typeof value === 'object' && value !== null && 'skipped' in value;
}

/** The fault and the remedy, for an operator. */
export class CheckFailure extends Error {
  readonly remedy: string;

  constructor(what: string, remedy: string) {
    super(what);
    this.remedy = remedy;
  }
}
