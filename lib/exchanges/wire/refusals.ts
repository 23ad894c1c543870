import { sharedNow } from '../../aws/clock.ts';
import { type ErrorCode, OemsError } from '../../errors.ts';

/** Something of ours failed before the request was handed to the transport: the exchange cannot have seen it. */
export class NotSent extends Error {
  override readonly name = 'NotSent';

  constructor(cause: unknown) {
    super('the request was not sent', { cause });
  }
}

/** An exchange's words are short; whatever is longer is no code, and too long to show. */
const longestCode = 200;

/** The exchange answered in its own protocol, and the answer is no. */
export class ExchangeRejection extends Error {
  override readonly name = 'ExchangeRejection';
  /** The exchange's own words: `EOrder:Insufficient funds`, `wouldNotReducePosition`. */
  readonly exchangeCode: string;
  /** The message with the code; the code itself where the exchange sends a single text. */
  readonly text: string;
  readonly exchangeName: string;

  constructor(exchangeName: string, exchangeCode: string, text = exchangeCode) {
    const code = exchangeCode.slice(0, longestCode);
    super(`${exchangeName} answered ${code}`);
    this.exchangeCode = code;
    this.text = text.slice(0, longestCode);
    this.exchangeName = exchangeName;
  }
}

/**
 * The exchange, or something on the way to it, answered outside the protocol: HTML, cut JSON, an HTTP error page, a missing field.
 * Says nothing about the execution of the request. At the end of a read it is the error that the client sees.
 */
export class MalformedResponse extends OemsError {
  readonly httpStatus: number;
  /** The field that cannot be read; undefined where more than a field is wrong. */
  readonly field: string | undefined;

  constructor(exchangeName: string, httpStatus: number, field?: string) {
    if (httpStatus === 429)
      super('RATE_LIMITED', `${exchangeName} limits the request rate of this key; wait and repeat`, {
        retryAfterSeconds: 10,
      });
    else
      super(
        'EXCHANGE_UNAVAILABLE',
        `${exchangeName} answered HTTP ${httpStatus} without a valid body; repeat the call`,
      );
    this.httpStatus = httpStatus;
    this.field = field;
  }
}

/**
 * What a refusal means. `definite`: not executed and never will be. `nonce`: refused before execution, may be sent again with a fresh
 * nonce. `not-now`: refused before execution by a state that passes, such as the mode of a market or a full list of open orders. `expired`:
 * the request came after its own deadline. `idTaken`: the client order id is in use, perhaps by this very order. `gone`: the order to cancel
 * or amend is over, or was never there. `canceling`: the cancellation of the order is under way. `alreadySo`: the change was made before, so
 * the request has succeeded. `ambiguous`: the exchange itself does not say whether it acted. `late`: ambiguous, because the deadline passed
 * before the exchange had a result.
 */
export type RefusalKind =
  | 'definite'
  | 'nonce'
  | 'not-now'
  | 'expired'
  | 'idTaken'
  | 'gone'
  | 'canceling'
  | 'alreadySo'
  | 'ambiguous'
  | 'late';

/** One rule per exchange error; the first rule that matches counts, and the last rule matches everything. */
export interface RefusalRule {
  /** The beginning of the code. Blanks and capitals do not count: exchanges print a code in several spellings. */
  readonly match: string;
  /** The code is the whole code: a number is no beginning of a longer number. */
  readonly isWhole?: true;
  /** Some codes mean several things, told apart by the text beside the code. */
  readonly text?: RegExp;
  /** Where hosts of an exchange use one code for several things: the name of the host whose answers the rule is about. */
  readonly host?: string;
  readonly kind: RefusalKind;
  readonly code: ErrorCode;
  /** Cause and remedy for the person who reads it; `{code}` is replaced by the exchange's own. */
  readonly message: string;
  /** The seconds until the next request has a chance. `told`: the code ends with the moment, in Unix seconds, with or without brackets. */
  readonly waitSeconds?: number | 'told';
  /** The field of our request that the code speaks of; left out where the code may mean several fields. */
  readonly field?: 'quantity' | 'price' | 'stop_price' | 'trailing_percent' | 'amount' | 'leverage';
  /** The key is locked out: a request within `waitSeconds` is refused, and makes the lockout longer. */
  readonly locksKey?: true;
  /** The exchange refuses every request of the address within `waitSeconds`, whoever's key signs the request. */
  readonly bansAddress?: true;
}

function ruleOf(kind: RefusalKind) {
  return (match: string, code: ErrorCode, message: string): RefusalRule => ({ match, kind, code, message });
}
export const definite = ruleOf('definite');
export const nonce = ruleOf('nonce');
export const ambiguous = ruleOf('ambiguous');
export const expired = ruleOf('expired');
export const late = ruleOf('late');
export const idTaken = ruleOf('idTaken');
export const gone = ruleOf('gone');
export const canceling = ruleOf('canceling');

/** A refusal for the value of a field: the client is told the field. */
export function about(field: NonNullable<RefusalRule['field']>, rule: RefusalRule): RefusalRule {
  return { ...rule, field };
}

/** Words of trouble inside the exchange say nothing about the execution, whatever family of codes they stand in. */
export function trouble(words: RegExp, message: string): RefusalRule {
  return { ...ambiguous('', 'EXCHANGE_UNAVAILABLE', message), text: words };
}
export const internal = /internal/i;
export const unavailable = /time(d)?[ -]?out|unavailable|busy/i;

/** A limit refuses a request before it executes the request. No exchange tells the usual wait: 5 s is a choice, long for a counter of requests. */
export function limit(match: string, message: string, waitSeconds: number | 'told' = usualWaitSeconds): RefusalRule {
  return { match, kind: 'definite', code: 'RATE_LIMITED', message, waitSeconds };
}
const usualWaitSeconds = 5;

/** A request during a lockout starts the time anew. */
export function lockout(match: string, message: string, waitSeconds: number): RefusalRule {
  return { ...limit(match, message, waitSeconds), locksKey: true };
}

/** A limit of what the account holds at one time: room comes when an order ends. When that is, nobody knows: 10 s is a choice. */
export function full(match: string, message: string): RefusalRule {
  return { match, kind: 'not-now', code: 'RATE_LIMITED', message, waitSeconds: 10 };
}

/** The market, or the exchange, takes no such request for the time being. No exchange tells how long: 30 s is a choice. */
export function closed(match: string, message: string): RefusalRule {
  return { match, kind: 'not-now', code: 'EXCHANGE_UNAVAILABLE', message, waitSeconds: 30 };
}

/** The rules for answers of one host of the exchange. */
export function rulesAt(rules: readonly RefusalRule[], answering: string): readonly RefusalRule[] {
  return rules.filter(({ host }) => host === undefined || host === answering);
}

export function ruleFor(
  rules: readonly RefusalRule[],
  { exchangeCode, text: message }: Pick<ExchangeRejection, 'exchangeCode' | 'text'>,
): RefusalRule {
  const said = plain(exchangeCode);
  const rule = rules.find((each) => speaksOf(each, said) && (each.text?.test(message) ?? true));
  if (rule === undefined) throw new Error('the last rule of a table must match everything');
  return rule;
}

function speaksOf({ match, isWhole }: RefusalRule, said: string): boolean {
  return isWhole ? said === plain(match) : said.startsWith(plain(match));
}

export function plain(words: string): string {
  return words.replaceAll(/\s/g, '').toLowerCase();
}

/** A moment in the past, or far in the future, is no moment to wait for. */
export function secondsToWait(
  { waitSeconds = usualWaitSeconds }: RefusalRule,
  { exchangeCode }: Pick<ExchangeRejection, 'exchangeCode'>,
): number {
  if (waitSeconds !== 'told') return waitSeconds;
  const seconds = Number(/(\d+)\]?\s*$/.exec(exchangeCode)?.[1]) - Math.floor(sharedNow() / 1000);
  return seconds > 0 && seconds <= longestWaitSeconds ? seconds : usualWaitSeconds;
}
export const longestWaitSeconds = 900;

export function rejectionError(rule: RefusalRule, refusal: ExchangeRejection): OemsError {
  const { exchangeCode, exchangeName, text } = refusal;
  const message = rule.message.replaceAll('{code}', () => exchangeCode).replaceAll('{text}', () => text);
  const field = rule.field === undefined ? {} : { field: rule.field };
  const isTimed = rule.code === 'RATE_LIMITED' || rule.waitSeconds !== undefined;
  return new OemsError(rule.code, message, {
    details: [{ ...field, message: `answer of ${exchangeName}`, exchangeCode }],
    ...(isTimed ? { retryAfterSeconds: secondsToWait(rule, refusal) } : {}),
  });
}

/** NOT_FOUND is an answer where the question was whether the order exists. Every further error is thrown again. */
export function unlessNotFound<T>(error: unknown, absent: T): T {
  if (error instanceof OemsError && error.code === 'NOT_FOUND') return absent;
  throw error;
}
