import type { Params } from './params.ts';
import { mandatory, required, text } from './params.ts';
import { refuse } from './refusal.ts';

/** How long a request is good. */
export interface RequestTime {
  readonly timestamp: number;
  readonly recvWindow: number;
}

/** The usual window is 5 s; 60 s at most on spot. No page tells the most of futures: the same here. */
const usualWindow = 5_000;
const mostWindow = 60_000;

export function timeOf(params: Params): RequestTime {
  const timestamp = required(params, 'timestamp');
  if (!/^\d{13,16}$/.test(timestamp)) mandatory('timestamp');
  const given = text(params, 'recvWindow');
  if (given !== null && !/^\d{1,9}(\.\d{1,3})?$/.test(given)) mandatory('recvWindow');
  const recvWindow = given === null ? usualWindow : Number(given);
  if (recvWindow > mostWindow) refuse(-1131, `recvWindow must be less than ${mostWindow}`);
  // 16 digits are microseconds (spot/rest-api, timing security).
  return { timestamp: timestamp.length > 13 ? Number(timestamp) / 1000 : Number(timestamp), recvWindow };
}

/** `timestamp < serverTime + 1000 && serverTime - timestamp <= recvWindow` (spot/rest-api). */
export function checkAtReceipt({ timestamp, recvWindow }: RequestTime, now: number): void {
  if (timestamp >= now + 1000) refuse(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  if (now - timestamp > recvWindow) refuse(-1021, 'Timestamp for this request is outside of the recvWindow.');
}

/** The second check, right before the matching engine: spot -1021 (spot/CHANGELOG 2025-05-22), futures -5028 (log 2023-04-17). */
export function checkAtEngine({ timestamp, recvWindow }: RequestTime, now: number, code: -1021 | -5028): void {
  const where = code === -5028 ? 'ME recvWindow' : 'recvWindow';
  if (now - timestamp > recvWindow) refuse(code, `Timestamp for this request is outside of the ${where}.`);
}
