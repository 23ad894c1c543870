import type { Answer } from '../../wire/market-wire.ts';
import { isRecord, type Json, optionalText } from '../../wire/readers.ts';
import { ExchangeRejection, MalformedResponse, ruleFor } from '../../wire/refusals.ts';
import { mostOpen } from '../../wire/several-refusals.ts';
import { krakenFuturesRules, numbered } from './errors.ts';

const title = 'Kraken Futures';

/** What the history and auth services answer with instead of a result. */
const answersWithoutResult = ['logs', 'elements', 'rates', 'permissions'];

/**
 * `result: "success"` for /derivatives; the history service answers with bare lists. An error is an error under any HTTP status. Every
 * `result` but `success` is an error too, also next to a list.
 */
export function verifyKrakenFuturesAnswer({ status, json }: Answer): void {
  if (!isRecord(json)) throw new MalformedResponse(title, status);
  const refusal = refusalByStatus(status, json) ?? refusalIn(json);
  if (refusal !== null) throw refusal;
  const isBare = json.result === undefined && answersWithoutResult.some((key) => key in json);
  if (status !== 200 || !(isBare || json.result === 'success')) throw new MalformedResponse(title, status);
}

/**
 * The history service tells no code: `401 {"reason":"You are not authorized to access this endpoint.","status":"unauthorized"}`. Words that
 * no rule knows come with the status: a 401 or 403 is a matter of permission on every endpoint.
 */
function refusalByStatus(status: number, json: Json): ExchangeRejection | null {
  if (status !== 401 && status !== 403) return null;
  const told = refusalIn(json)?.exchangeCode ?? optionalText(json.reason);
  const text = told !== null && isKnown(told) ? told : `HTTP ${status} ${told ?? ''}`.trim();
  return new ExchangeRejection(title, text);
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
