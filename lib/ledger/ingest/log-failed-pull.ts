import { currentCall } from '../../aws/call-context.ts';
import { type LogRecord, log } from '../../aws/log.ts';

/** The line of a pull that ended with an error of the exchange or of the key. */
export function logFailedPull(pull: Pick<LogRecord, 'tenant' | 'account' | 'outcome' | 'code'>): void {
  const metrics = { PullFailures: 1, ...(pull.code === 'NONCE_REJECTED' ? { NonceRefusals: 1 } : {}) };
  log({ level: 'WARN', message: 'pull failed', ...pull, metrics }, currentCall());
}
