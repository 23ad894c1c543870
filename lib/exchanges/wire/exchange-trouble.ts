import { currentCall } from '../../aws/call-context.ts';
import { log } from '../../aws/log.ts';
import type { ErrorCode } from '../../errors.ts';
import { readError } from './read-error.ts';
import { ExchangeRejection, MalformedResponse, NotSent, type RefusalRule, ruleFor } from './refusals.ts';
import { TransportError } from './transport.ts';

/** The exchange as the log and the metrics name it. */
interface Named {
  readonly exchange: string;
  readonly title: string;
}

/**
 * Tells the log of an exchange that is away and of an exchange that refuses the key. An exchange that refuses the address of this service
 * answers as for a wrong key, so keys that are refused at once, many of them, are the only sign of a lost allow-list.
 */
export function tellTrouble({ exchange, title }: Named, rules: readonly RefusalRule[], error: unknown): void {
  if (isAnswerOrSilence(error)) tell(exchange, readError(rules, title, error), isPassing(rules, error));
}

/** Errors of our own say nothing about the exchange. */
function isAnswerOrSilence(error: unknown): boolean {
  if (error instanceof NotSent) return false;
  return error instanceof ExchangeRejection || error instanceof MalformedResponse || error instanceof TransportError;
}

/** A market that is closed for a while belongs to an exchange that is there. */
function isPassing(rules: readonly RefusalRule[], error: unknown): boolean {
  return error instanceof ExchangeRejection && ruleFor(rules, error).kind === 'not-now';
}

const away: readonly ErrorCode[] = ['EXCHANGE_UNAVAILABLE', 'EXCHANGE_TIMEOUT'];

function tell(exchange: string, { code, details }: ReturnType<typeof readError>, isClosed: boolean): void {
  const [{ exchangeCode } = {}] = details;
  const what = { level: 'WARN', exchange, code, ...(exchangeCode === undefined ? {} : { exchangeCode }) } as const;
  if (away.includes(code) && !isClosed)
    log({ ...what, message: 'exchange away', metrics: { ExchangeAway: 1 } }, currentCall());
  if (code === 'KEY_REFUSED') log({ ...what, message: 'key refused', metrics: { KeyRefusals: 1 } }, currentCall());
}
