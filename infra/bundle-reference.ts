import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const folder = join(import.meta.dirname, 'local/page');
const sourceMap = /\n\/\/# sourceMappingURL=.*\s*$/;
const startTag = '    <script src="/docs/start.js"></script>\n';

/**
 * The files of the API reference as a deployment serves them: the page and one script, the library with its start. The script is compressed,
 * because Lambda returns 6 MB at the most.
 */
export async function referenceFiles(): Promise<[string, Uint8Array][]> {
  const [page, start, library] = await Promise.all([
    readFile(join(folder, 'docs.html'), 'utf8'),
    readFile(join(folder, 'start.js'), 'utf8'),
    readFile(libraryPath(), 'utf8'),
  ]);
  if (!page.includes(startTag)) throw new Error('docs.html has no start to take out');
  return [
    ['docs.html', Buffer.from(page.replace(startTag, ''))],
    ['reference.js.gz', await compressed(`${library.replace(sourceMap, '')}\n${start}`)],
  ];
}

/** The browser bundle of the package: without a request to another host. */
export function libraryPath(): string {
  const entry = createRequire(import.meta.url).resolve('@scalar/api-reference');
  return join(dirname(entry), 'browser/standalone.js');
}

function compressed(text: string): Promise<Uint8Array> {
  return promisify(gzip)(text, { level: 9 });
}
