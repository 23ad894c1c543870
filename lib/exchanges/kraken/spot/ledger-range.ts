import { Decimal } from '../../../decimal.ts';
import { type Json, secondsMs } from '../../wire/readers.ts';

/** `start` and `end` of Ledgers: an id, or seconds. */
export type Range = Readonly<Record<string, string>>;

/** `start` is exclusive and in seconds, of which Kraken keeps four digits. */
export function startAt(since: number | null): Range {
  return since === null || since <= 0 ? {} : { start: new Decimal(since).div(1000).minus('0.0001').toFixed() };
}

/** `end` is inclusive. The time of a row may be told rounded to the four digits that Kraken keeps. */
export function endsAt([id, { time }]: [string, Json]): string[] {
  return secondsMs(time) === null ? [id] : [id, new Decimal(String(time)).plus('0.0001').toFixed()];
}
