import { isRecord, type Json } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';

/** A bare list of records. An entry that is no record is not skipped: a look would take the gap for absence. */
export function rowsOf(title: string, answer: unknown): Json[] {
  if (!Array.isArray(answer) || !answer.every(isRecord)) throw new MalformedResponse(title, 200);
  return answer;
}

/** One record. */
export function rowOf(title: string, answer: unknown): Json {
  if (!isRecord(answer)) throw new MalformedResponse(title, 200);
  return answer;
}
