import { isRecord, type Json, readableDecimal } from './readers.ts';
import { MalformedResponse } from './refusals.ts';

/** The documented form of a field. `digits`: a number without sign or fraction. `rows`: a list of records, or text; an empty list is neither. */
export type FieldForm = 'text' | 'decimal' | 'digits' | 'rows';

/**
 * Throws for a row with a documented field in another form: nothing tells which part of the row is still true, and the same row in its own form
 * would be a changed entry later. A field that is left out, null or empty tells that there is none. A field that no page documents may have any form.
 */
export function requireForms(exchangeName: string, row: Json, forms: Readonly<Record<string, FieldForm>>): void {
  for (const [key, form] of Object.entries(forms))
    if (!isInForm(row[key], form)) throw new MalformedResponse(exchangeName, 200, key);
}

function isInForm(value: unknown, form: FieldForm): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (form === 'decimal') return readableDecimal(value) !== null;
  if (form === 'digits') return readableDecimal(value) !== null && /^\d+$/.test(String(value));
  if (form === 'rows' && Array.isArray(value)) return value.length > 0 && value.every(isRecord);
  return typeof value === 'string';
}

/** A table of forms from the names of the fields. */
export function formsOf(fields: Readonly<Partial<Record<FieldForm, string>>>): Readonly<Record<string, FieldForm>> {
  const each = Object.entries(fields) as [FieldForm, string][];
  return Object.fromEntries(each.flatMap(([form, names]) => names.split(' ').map((name) => [name, form])));
}
