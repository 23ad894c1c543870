import { Decimal, type DecimalString } from '../../decimal.ts';
import { MalformedResponse } from './refusals.ts';

/** Readers for an exchange's answers: what must be there is there, or the answer is garbled; nothing defaults to empty. */
export type Json = Record<string, unknown>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function requiredRecord(exchangeName: string, value: unknown, key: string): Json {
  const found = isRecord(value) ? value[key] : undefined;
  if (!isRecord(found)) throw new MalformedResponse(exchangeName, 200, key);
  return found;
}

/** The rows of a list. */
export function requiredList(exchangeName: string, value: unknown, key: string): Json[] {
  const found = isRecord(value) ? value[key] : undefined;
  if (!Array.isArray(found)) throw new MalformedResponse(exchangeName, 200, key);
  return found.map(rowOrNothing);
}

/** An entry that is no record is a row of which nothing can be read: left out, the entry would pass for absence, and hides no other row. */
export function rowOrNothing(entry: unknown): Json {
  return isRecord(entry) ? entry : {};
}

export function requiredText(exchangeName: string, value: Json, key: string): string {
  const found = value[key];
  if (typeof found !== 'string' || found === '') throw new MalformedResponse(exchangeName, 200, key);
  return found;
}

const decimalForm = /^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/;

/** A decimal that an answer may lack. Null for other text, such as the relative price "-5.0000%": an unreadable field fails no list. */
export function readableDecimal(value: unknown): DecimalString | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && decimalForm.test(text) ? new Decimal(text).toFixed() : null;
}

/** A quantity or price that the answer cannot do without, as decimal text. */
export function requiredDecimal(exchangeName: string, value: object, key: string): string {
  const found = readableDecimal((value as Json)[key]);
  if (found === null) throw new MalformedResponse(exchangeName, 200, key);
  return found;
}

/** The exchange's own text of a decimal, as it stands; anything else is garbled. */
export function decimalAsSent(exchangeName: string, value: Json, key: string): string {
  const found = requiredText(exchangeName, value, key);
  if (!decimalForm.test(found)) throw new MalformedResponse(exchangeName, 200, key);
  return found;
}

/** The entries of a dictionary of rows. */
export function records(value: Json): [string, Json][] {
  return Object.entries(value).map(([key, entry]) => [key, rowOrNothing(entry)]);
}

export function optionalText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Positive decimals only: exchanges report "no price" as zero. */
export function positive(value: unknown): DecimalString | null {
  const found = readableDecimal(value);
  return found !== null && new Decimal(found).gt(0) ? found : null;
}

/** A size or a count: below zero nothing is told. */
export function notNegative(value: unknown): DecimalString | null {
  const found = readableDecimal(value);
  return found !== null && new Decimal(found).gte(0) ? found : null;
}

/** How many of something the exchange tells; no text, list or fraction is a number of things. */
export function requiredCount(exchangeName: string, value: Json, key: string): number {
  const found = Number(notNegative(value[key]) ?? Number.NaN);
  if (!Number.isSafeInteger(found)) throw new MalformedResponse(exchangeName, 200, key);
  return found;
}

/** A text that an answer may lack, and that nothing else may stand in for: a name that cannot be read may be any name. */
export function isTextOrNothing(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

/**
 * ISO 8601 text to epoch ms. `Date.parse` alone reads "-1" as a day of 2001, and every other text with a number in it likewise.
 */
export function isoMs(value: unknown): number | null {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) ? moment(Date.parse(value)) : null;
}

/** Epoch seconds (Kraken Spot, with a fraction) to epoch ms. */
export function secondsMs(value: unknown): number | null {
  const seconds = readableDecimal(value);
  return seconds === null ? null : moment(new Decimal(seconds).mul(1000).floor().toNumber());
}

export function epochMs(value: unknown): number | null {
  const ms = readableDecimal(value);
  return ms === null ? null : moment(new Decimal(ms).floor().toNumber());
}

/** The last moment of a JavaScript date. */
const lastMs = 8.64e15;

/** Null for a moment of 1970 or before, as which exchanges tell "never", and for a moment that no date can hold. */
function moment(ms: number): number | null {
  return ms > 0 && ms <= lastMs ? ms : null;
}
