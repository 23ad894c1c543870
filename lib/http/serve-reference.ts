import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { referencePages as pages, type ReferencePage } from '../contract/reference-pages.ts';

/**
 * The browser asks the API alone, also for a page or a library that tries a foreign host. Tokens come from elsewhere: the page sends them to
 * the API and to nobody else. The library writes its style into the page.
 */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface PageEvent {
  readonly rawPath: string;
}

/** An answer of format 2.0 of API Gateway. */
interface PageAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Serves the files of a folder, and needs no right to anything. API Gateway knows the paths, so another path never comes. */
export function serveReference(folder: string): (event: PageEvent) => Promise<PageAnswer> {
  const read = new Map<string, string>();
  return async ({ rawPath }) => {
    const page = pages[rawPath];
    if (page === undefined) return answer(404, {}, '');
    const body = read.get(rawPath) ?? (await readFile(join(folder, page.file), 'base64'));
    read.set(rawPath, body);
    return answer(200, headersOf(page), body);
  };
}

function headersOf({ type, encoding, cache }: ReferencePage): Record<string, string> {
  return {
    'content-type': `${type}; charset=utf-8`,
    ...(encoding === null ? {} : { 'content-encoding': encoding }),
    'cache-control': cache,
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
  };
}

function answer(statusCode: number, headers: Record<string, string>, body: string): PageAnswer {
  return { statusCode, headers, body, isBase64Encoded: true };
}
