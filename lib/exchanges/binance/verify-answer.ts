import { sharedNow } from '../../aws/clock.ts';
import type { Answer } from '../wire/market-wire.ts';
import { isRecord, type Json, optionalText } from '../wire/readers.ts';
import { ExchangeRejection, MalformedResponse } from '../wire/refusals.ts';
import { besideName } from '../wire/several-refusals.ts';
import { untilIn } from '../wire/told-limits.ts';

/**
 * Errors are `{"code":-1121,"msg":"Invalid symbol."}` under any status. Cancellations of the algo store and of all orders tell the code 200 of
 * a success, as a number or as text. A body of another shape is an answer under HTTP 200 alone: of what stands before Binance (the firewall's
 * page under 403) nothing is known, but for a limit of the address, which the status and a header tell.
 */
export function verifyIn(title: string) {
  return ({ status, json, headers = {} }: Answer): void => {
    const code = isRecord(json) ? codeIn(json) : null;
    if (isRecord(json) && (code !== null || (status >= 400 && optionalText(json.msg) !== null)))
      throw refusalIn(title, status, json);
    if (status === 418 || status === 429)
      throw new ExchangeRejection(title, `page ${status}${endOf(status, headers['retry-after'])}`);
    const isAnswer = isRecord(json) || Array.isArray(json);
    if (status !== 200 || !isAnswer) throw new MalformedResponse(title, status);
  };
}

function refusalIn(title: string, status: number, json: Json): ExchangeRejection {
  const refusal = new ExchangeRejection(title, spelled(status, codeIn(json), json), optionalText(json.msg) ?? '');
  return isAcknowledged(json) ? besideName(refusal) : refusal;
}

/** The name of an order or a transfer. */
function isAcknowledged({ orderId, algoId, tranId }: Json): boolean {
  return [orderId, algoId, tranId].some((name) => optionalText(name) !== null);
}

/** Null where there is no code, and for the code of a success. */
export function codeIn({ code }: Json): string | null {
  const text = code === undefined || code === null ? '' : String(code);
  return text === '' || text === '200' ? null : text;
}

/**
 * The code in the spelling of the rules. Under 5xx, 408 and 418, and beside a message without a code, the status says more. The end of a limit follows a code
 * with the moment in Unix seconds.
 */
function spelled(status: number, code: string | null, json: Json): string {
  const isStatus = status >= 500 || status === 408 || status === 418 || code === null;
  const told = code === null ? '' : readable(code);
  const text = isStatus ? `HTTP ${status} ${told}`.trim() : told;
  return status === 418 || status === 429 ? `${text}${until(status, json)}` : text;
}

/** `-1121`. A code without exactly four digits is of a different family: no rule may take a code for the beginning of a longer code. */
function readable(code: string): string {
  return /^-\d{4}$/.test(code) || !/^-?\d+$/.test(code) ? code : `code ${code}`;
}

/** `Retry-After`, in seconds; in the body of a ban the end stands in the text, in ms. */
function until(status: 418 | 429, { retryAfter, msg }: Json): string {
  const [, banned] = /until (\d{13})/.exec(String(msg)) ?? [];
  return endOf(
    status,
    banned === undefined ? retryAfter : Math.max(0, Math.ceil((Number(banned) - sharedNow()) / 1000)),
  );
}

/**
 * Where no end is told that can be read: a ban lasts two minutes at the least, and weight is counted by the minute of the clock (spot: rest-api, IP
 * limits). A request that comes sooner makes a ban longer. No page of USD-M promises the header.
 */
function endOf(status: 418 | 429, seconds: unknown): string {
  return untilIn(seconds) || untilIn(status === 418 ? 120 : secondsOfMinute());
}

/** Until the next minute, and a second for clocks that differ. */
function secondsOfMinute(): number {
  return 61 - Math.floor((sharedNow() % 60_000) / 1000);
}
