/** A text in quotes with the colon that makes the text a key, or the begin or end of an object or array. */
const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g;

/**
 * The keys that an object of the JSON text has twice, at any depth. `JSON.parse` keeps the last value in silence: of two quantities the
 * client and a log on the way may see the first, and the exchange the last (RFC 8259, section 4). The text must be valid JSON.
 */
export function duplicateKeys(json: string): string[] {
  const open: Set<string>[] = [];
  const found = new Set<string>();
  for (const [token, text, colon] of json.matchAll(tokens)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (text !== undefined && colon !== undefined && isKnown(open.at(-1), text)) found.add(JSON.parse(text));
  }
  return [...found];
}

/** Spellings of a key are the same key: `"\u0061"` is `"a"`. */
function isKnown(keys: Set<string> | undefined, text: string): boolean {
  const key = JSON.parse(text) as string;
  if (keys === undefined || keys.has(key)) return keys !== undefined;
  keys.add(key);
  return false;
}
