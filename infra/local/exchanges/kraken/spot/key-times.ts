import type { ApiKey } from './auth.ts';
import type { Call } from './call.ts';
import { refuse } from './refusal.ts';

/** An ended key is no key: a guess, nothing records the answer. */
export function isExpired({ times }: ApiKey, now: number): boolean {
  return times.validUntil > 0 && now >= times.validUntil * 1000;
}

/**
 * The rows of a history that the key may read. A range beyond the times of the key is refused or clipped, as the control `key_info` says.
 * `start` and `end` in seconds; an id counts as no bound.
 */
export function readableRows<Row>(
  { exchange, key, params }: Call,
  rows: readonly Row[],
  timeOf: (row: Row) => number,
): readonly Row[] {
  const from = key.times.queryFrom * 1000;
  const to = key.times.queryTo === 0 ? Number.POSITIVE_INFINITY : key.times.queryTo * 1000;
  if (exchange.keyForms.outside === 'clipped') return rows.filter((row) => timeOf(row) >= from && timeOf(row) <= to);
  const end = boundOf(params.end) ?? exchange.world.now();
  if ((boundOf(params.start) ?? 0) < from || end > to) refuse('EGeneral:Invalid arguments');
  return rows;
}

function boundOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : null;
}
