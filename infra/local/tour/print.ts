/** The tour prints calls and answers in short form, and never a whole key or secret. */

const SECRETS: readonly string[] = ['apiKey', 'secret', 'futuresApiKey', 'futuresSecret', 'api_key'];
const MOST_LINES = 14;

export function showRequest(title: string, method: string, path: string, body: unknown): string {
  const lines = [`\n  ${title}`, `  > ${method} ${path}`];
  if (body !== undefined) lines.push(indent(pretty(body), '  > '));
  return lines.join('\n');
}

export function showAnswer(status: number, answer: unknown): string {
  return `  < ${status}\n${indent(shorten(pretty(answer)), '  < ')}`;
}

/**
 * JSON with an indent of two spaces. Short objects are on a single line; secrets show only the last four characters.
 */
function pretty(value: unknown): string {
  const text = JSON.stringify(value, mask, 2) ?? '(no body)';
  return text.replace(/\{[^{}]{0,160}\}/g, (small) => small.replace(/\s*\n\s*/g, ' '));
}

function mask(name: string, value: unknown): unknown {
  return SECRETS.includes(name) && typeof value === 'string' && value !== '' ? `***${value.slice(-4)}` : value;
}

function shorten(text: string): string {
  const lines = text.split('\n');
  if (lines.length <= MOST_LINES) return text;
  const left = lines.length - MOST_LINES;
  return [...lines.slice(0, MOST_LINES), `… ${left} more lines`].join('\n');
}

function indent(text: string, by: string): string {
  return text.replace(/^/gm, by);
}
