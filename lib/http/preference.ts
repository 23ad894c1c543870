import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';

/** The form of decimals in an answer: a JSON number with every digit, or a text, for clients whose JSON numbers are floats. */
export type Decimals = 'number' | 'string';

/** The preference `decimals` of the header Prefer (RFC 7240). Of several the first counts, and an unknown value is as good as none (section 2). */
export function decimalsOf(event: Event): Decimals {
  const asked = preferencesIn(event.headers.prefer ?? '').find(([name]) => name === 'decimals');
  return asked?.[1] === 'string' ? 'string' : 'number';
}

/** Names are told apart without capitals, and a value may stand in quotes; parameters of a preference, behind `;`, change nothing here. */
function preferencesIn(header: string): (readonly [name: string, value: string])[] {
  const pattern = /(?:^|,)\s*([^\s,;="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?(?:[^,"]|"(?:[^"\\]|\\.)*")*/g;
  return [...header.matchAll(pattern)].map(([, name = '', quoted, plain]) => [
    name.toLowerCase(),
    quoted ?? plain ?? '',
  ]);
}

/** Caches tell the two forms apart by `Vary`; `Preference-Applied` says that a preference was followed. */
export function decimalHeaders(decimals: Decimals): Readonly<Record<string, string>> {
  return { vary: 'Prefer', ...(decimals === 'string' ? { 'preference-applied': 'decimals=string' } : {}) };
}

/** The JSON text of an answer. Its decimals are raw JSON (contract/fields.ts); counts and times are plain numbers and stay numbers. */
export function jsonText(answer: unknown, decimals: Decimals): string {
  return decimals === 'number' ? JSON.stringify(answer) : JSON.stringify(answer, quoteDecimal);
}

const { isRawJSON } = JSON as unknown as { isRawJSON(value: unknown): value is { readonly rawJSON: string } };
function quoteDecimal(_key: string, value: unknown): unknown {
  return isRawJSON(value) ? value.rawJSON : value;
}
