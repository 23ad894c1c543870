import { seconds } from './exchange.ts';
import { refuseArgument } from './refusal.ts';
import type { Params } from './request.ts';

/** Rows of an answer (docs.kraken.com, get-ledgers-info). */
export const usualPage = 50;

interface Bounds<T> {
  /** Times of a row, in ms. A row is in range when any time is. */
  timesOf: (row: T) => number[];
  /** The position of a row named by id in `start` or `end`; -1 when there is none. */
  indexOf?: (id: string) => number;
  /** Instead of a position, the moment an id stands for. */
  boundOf?: (id: string) => number | undefined;
  /** Rows on a page, where it is not the usual number. */
  pageRows?: number;
}

/**
 * One page of `all` (oldest first), newest first: `start` exclusive, `end` inclusive, both unix seconds or an id,
 * `ofs` rows skipped. `count` is the number of rows in range, not on the page.
 */
export function page<T>(all: readonly T[], params: Params, bounds: Bounds<T>): { rows: T[]; count: number } {
  const ofs = params.ofs ?? '0';
  if (!/^\d+$/.test(ofs)) refuseArgument('ofs');
  const after = bound(params.start, 'start', bounds);
  const upTo = bound(params.end, 'end', bounds);
  const inRange = all.filter((row, index) => after(row, index) === 'later' && upTo(row, index) !== 'later').reverse();
  const from = Number(ofs);
  return { rows: inRange.slice(from, from + (bounds.pageRows ?? usualPage)), count: inRange.length };
}

type Compare<T> = (row: T, index: number) => 'later' | 'not-later';

/** Where rows stand to a bound. Without a bound every row is later than `start` and none later than `end`. */
function bound<T>(text: string | undefined, field: 'start' | 'end', bounds: Bounds<T>): Compare<T> {
  if (text === undefined || text === '') return () => (field === 'start' ? 'later' : 'not-later');
  if (/^\d+(\.\d+)?$/.test(text)) return byTime(Number(text), field, bounds);
  const moment = bounds.boundOf?.(text);
  if (moment !== undefined) return byTime(seconds(moment), field, bounds);
  const position = bounds.indexOf?.(text) ?? -1;
  if (position < 0) return refuseArgument(field);
  return (_row, index) => (index > position ? 'later' : 'not-later');
}

/** A row with two times is later than `start` if either is, and within `end` if either is. */
function byTime<T>(limit: number, field: 'start' | 'end', { timesOf }: Bounds<T>): Compare<T> {
  const later = (ms: number) => seconds(ms) > limit;
  return (row) => ((field === 'start' ? timesOf(row).some(later) : timesOf(row).every(later)) ? 'later' : 'not-later');
}
