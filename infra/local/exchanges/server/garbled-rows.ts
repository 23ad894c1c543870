type Json = Readonly<Record<string, unknown>>;

/** The way to a value within an answer. */
type Path = readonly string[];

/**
 * The answer with one field of one row of a list in a form that nobody can read. `chance` between 0 and 1 names row, field and form. An answer
 * without a list stays as it is.
 */
export function withGarbledRow(body: unknown, chance: number): unknown {
  const answer: unknown = typeof body === 'string' ? parsed(body) : body;
  const fields = rowsIn(answer, []).flatMap((row) => fieldsIn(valueAt(answer, row), row));
  const path = fields[Math.floor(chance * fields.length)];
  if (path === undefined) return body;
  const changed = put(answer, path, formOf(valueAt(answer, path), chance));
  return typeof body === 'string' ? JSON.stringify(changed) : changed;
}

/** A page is no answer with a list. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list is an array, or a dictionary with nothing but rows (orders by their ids). Rows within rows are fields of the outer row. */
function rowsIn(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return value.flatMap((row, index) => (isRow(row) ? [[...path, String(index)]] : []));
  if (!isRecord(value)) return [];
  const entries = Object.entries(value);
  const isDictionary = path.length > 0 && entries.length > 0 && entries.every(([, row]) => isRow(row));
  return entries.flatMap(([key, inner]) => (isDictionary ? [[...path, key]] : rowsIn(inner, [...path, key])));
}

/** The list itself, as `open` in `{"open": {"O1": {…}}}`, has nothing but records. */
function isRow(value: unknown): boolean {
  return isRecord(value) && Object.values(value).some((field) => !isRecord(field));
}

function fieldsIn(value: unknown, path: Path): Path[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [...path, key],
    ...(isRecord(inner) ? fieldsIn(inner, [...path, key]) : []),
  ]);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Json | undefined)?.[key], value);
}

function put(value: unknown, [key, ...rest]: Path, form: unknown): unknown {
  if (key === undefined) return form;
  if (Array.isArray(value)) return value.with(Number(key), put(value[Number(key)], rest, form));
  return { ...(value as Json), [key]: put((value as Json)[key], rest, form) };
}

/**
 * A number becomes no number, a name or word no text, a record or list neither. An empty text, list or record, or null, would say that there is
 * none, which can be read.
 */
function formOf(value: unknown, chance: number): unknown {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
  const forms = typeof value === 'object' && value !== null ? ['garbled', true] : [isNumber ? 'garbled' : true, {}, []];
  return forms[Math.floor(chance * 997) % forms.length];
}
