import type { Answer } from '../../wire/market-wire.ts';
import { isRecord, type Json, optionalText } from '../../wire/readers.ts';
import { ExchangeRejection, MalformedResponse, ruleFor } from '../../wire/refusals.ts';
import { besideName, mostOpen } from '../../wire/several-refusals.ts';
import { untilIn } from '../../wire/told-limits.ts';
import { isDenial } from '../denials.ts';
import { krakenFuturesRules, numbered } from './errors.ts';
import { acceptedStatuses } from './orders.ts';

const title = 'Kraken Futures';

/** What the history and auth services answer with instead of a result. */
const answersWithoutResult = ['logs', 'elements', 'rates', 'permissions'];

/**
 * `result: "success"` for /derivatives; the history service answers with bare lists. An error is an error under any HTTP status. Every
 * `result` but `success` is an error too, also next to a list.
 */
export function verifyKrakenFuturesAnswer({ status, json, text = '', headers = {} }: Answer): void {
  const told = isRecord(json) ? json : {};
  const refusal = denialIn(status, text, told) ?? refusalIn(told) ?? limitIn(status, headers['rate-limit-reset']);
  if (refusal !== null) throw isAcknowledged(told) ? besideName(refusal) : refusal;
  const isBare = told.result === undefined && answersWithoutResult.some((key) => key in told);
  if (status !== 200 || !(isBare || told.result === 'success')) throw new MalformedResponse(title, status);
}

/** An order that was placed or changed, or a withdrawal with a name. An id alone says nothing: rejected orders have one (docs.kraken.com, send-order). */
function isAcknowledged({ sendStatus, editStatus, uid }: Json): boolean {
  const done = [sendStatus, editStatus].some(
    (told) => isRecord(told) && [...acceptedStatuses, 'edited'].includes(String(told.status)),
  );
  return done || optionalText(uid) !== null;
}

/**
 * The history service tells no code: `401 {"reason":"You are not authorized to access this endpoint.","status":"unauthorized"}`. Words that
 * no rule knows come with the status: a 401 or 403 is a matter of permission on every endpoint.
 */
function denialIn(status: number, text: string, answer: Json): ExchangeRejection | null {
  if (!isDenial(status, text)) return null;
  const told = refusalIn(answer)?.exchangeCode ?? optionalText(answer.reason);
  const words = told !== null && isKnown(told) ? told : `HTTP ${status} ${told ?? ''}`.trim();
  return new ExchangeRejection(title, words);
}

/**
 * The history service tells a limit in plain text, and in a header the seconds until the request has a chance (docs.kraken.com, get-account-log):
 * 18 s for a page of the account log where all tokens are spent.
 */
function limitIn(status: number, resetSeconds: unknown): ExchangeRejection | null {
  const until = status === 429 ? untilIn(resetSeconds) : '';
  return until === '' ? null : new ExchangeRejection(title, `HTTP 429${until}`);
}

/** `error` is a word, `errors` a list. A value of a different shape is an unknown error. */
function refusalIn({ error, errors }: Json): ExchangeRejection | null {
  const refusals = [errors, error].flatMap(entriesOf).map((entry) => new ExchangeRejection(title, wordsOf(entry)));
  return mostOpen(krakenFuturesRules, refusals);
}

function entriesOf(told: unknown): readonly unknown[] {
  if (Array.isArray(told)) return told;
  return told === undefined || told === null || told === '' ? [] : [told];
}

/** An entry of `errors` is a message with a number, or a word. The number counts where no rule knows the message. */
function wordsOf(entry: unknown): string {
  if (isRecord(entry)) return numberedUnlessKnown(entry);
  return optionalText(entry) ?? 'unreadable error';
}

function numberedUnlessKnown({ code, message }: Json): string {
  const text = optionalText(message) ?? '';
  return isKnown(text) ? text : `${numbered(String(code))} ${text}`.trim();
}

function isKnown(text: string): boolean {
  return text !== '' && ruleFor(krakenFuturesRules, { exchangeCode: text, text }).match !== '';
}
