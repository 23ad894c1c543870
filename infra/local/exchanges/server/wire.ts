import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExchangeAnswer, ExchangeRequest } from './messages.ts';

/** Writes a whole answer with its true length. */
export function send(response: ServerResponse, answer: ExchangeAnswer): void {
  const { head, bytes } = render(answer);
  response.writeHead(answer.status, head).end(bytes);
}

/** The headers and bytes an answer is sent as. */
export function render(answer: ExchangeAnswer): { head: Record<string, string>; bytes: Buffer } {
  const isText = typeof answer.body === 'string';
  const bytes = Buffer.from(isText ? (answer.body as string) : JSON.stringify(answer.body));
  const contentType = answer.contentType ?? (isText ? 'text/plain; charset=utf-8' : 'application/json');
  return { head: { 'content-type': contentType, 'content-length': String(bytes.length), ...answer.headers }, bytes };
}

/** The whole request, undecoded. */
export async function readRequest(request: IncomingMessage): Promise<ExchangeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?');
  const body = Buffer.concat(chunks).toString('utf8');
  const address = request.socket.remoteAddress ?? '';
  return { method: request.method ?? 'GET', path, query, headers: request.headers, body, address };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** A control body: a JSON object, or nothing. */
export function jsonObject(body: string): Record<string, unknown> {
  const value: unknown = body === '' ? {} : JSON.parse(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('body must be a JSON object');
  return value as Record<string, unknown>;
}

/** A whole number >= 0 from control input; the error names the field. */
export function count(field: string, value: unknown): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
    throw new Error(`${field} must be a whole number, 0 or more`);
  return number;
}
