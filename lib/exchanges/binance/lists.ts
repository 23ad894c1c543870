import { isRecord, type Json, rowOrNothing } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';

/** A bare list of rows. */
export function rowsOf(title: string, answer: unknown): Json[] {
  if (!Array.isArray(answer)) throw new MalformedResponse(title, 200);
  return answer.map(rowOrNothing);
}

/** One record. */
export function rowOf(title: string, answer: unknown): Json {
  if (!isRecord(answer)) throw new MalformedResponse(title, 200);
  return answer;
}
