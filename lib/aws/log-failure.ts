import { errorText } from '../error-text.ts';
import { type CallContext, currentCall } from './call-context.ts';
import { type LogRecord, log } from './log.ts';
import type { Measured } from './metrics.ts';

/** The line of an error that the code does not know: class and place, never the message, which may quote a secret. */
export function logFailure(error: unknown, call?: CallContext, more: Pick<LogRecord, 'attempts'> = {}): void {
  const metrics = failureMetrics(error);
  log(
    { level: 'ERROR', message: 'unexpected error', ...more, error: errorText(error), metrics },
    call ?? currentCall(),
  );
}

/** Names of errors by which KMS and DynamoDB throttle. */
const throttled = ['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded'];

export function failureMetrics(error: unknown): Measured {
  const isThrottled = error instanceof Error && throttled.includes(error.name);
  return { UnexpectedErrors: 1, ...(isThrottled ? { ThrottledCalls: 1 } : {}) };
}
