/** JSON with each number as a raw text: written again, the number has the digits of the file. `undefined` for a text that is no JSON. */
export function parseRaw(text: string): unknown {
  try {
    return JSON.parse(text, rawNumber);
  } catch {
    return undefined;
  }
}

function rawNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? rawJson(context?.source ?? String(value)) : value;
}

/** TypeScript's library does not know the function yet. */
function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}

/** The number of a raw value; null for anything else. */
export function numberOf(value: unknown): number | null {
  const parsed: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
  return typeof parsed === 'number' ? parsed : null;
}
