import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/**
 * Which tests may run in one worker with shared modules (`npm run test:unit`). A replaced module stays in all that loaded the module before,
 * and the product keeps one client a container: after a file that opens a table, the next file would call a closed port.
 */
const marks: readonly (readonly [what: string, mark: RegExp])[] = [
  ['replaces or reloads modules', /\bvi\s*\.\s*(mock|doMock|unmock|doUnmock|resetModules)\b/],
  ['replaces the clients of AWS', /['"]aws-sdk-client-mock['"]/],
];

/** The embedded table, key service and queue: the product reaches them over the clients that the container keeps. */
const servers = 'infra/local/aws/';

const importPattern = /(?:\bfrom|\bimport\s*\(|\bimport)\s*['"](\.[^'"]+)['"]/g;

/** A file's text by its path from the root of the project; undefined for a file that does not exist. */
export type ReadSource = (file: string) => string | undefined;

/** The files of `test` and `infra` that the file loads, itself included. A type loads nothing. */
function loadedBy(file: string, read: ReadSource, loaded = new Map<string, string>()): ReadonlyMap<string, string> {
  const text = read(file);
  if (text === undefined || loaded.has(file)) return loaded;
  loaded.set(file, text);
  for (const [, name = ''] of text.replace(/^(import|export) type [^;]*;/gm, '').matchAll(importPattern)) {
    const imported = normalize(join(dirname(file), name));
    if (/^(test|infra)\//.test(imported)) loadedBy(imported, read, loaded);
  }
  return loaded;
}

/** Why the test file needs modules of its own, as `file: reason`; null for a file that may share modules. */
export function apartBecause(file: string, read: ReadSource): string | null {
  for (const [each, text] of loadedBy(file, read)) {
    if (each.startsWith(servers)) return `${each}: is a server behind the clients of AWS`;
    const [found] = marks.filter(([, mark]) => mark.test(text));
    if (found !== undefined) return `${each}: ${found[0]}`;
  }
  return null;
}

/** Reads the sources of the project at a root. */
export function sourcesAt(root: string): ReadSource {
  return (file) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined);
}

/** The test files of single rules: all of `test/lib`, and those of `test` itself. Paths from the root. */
export function ruleTests(root: string): string[] {
  const nested = readdirSync(join(root, 'test/lib'), { recursive: true, encoding: 'utf8' }).map(
    (name) => `lib/${name}`,
  );
  const files = [...readdirSync(join(root, 'test')), ...nested].map((name) => `test/${name}`);
  return files.filter((file) => file.endsWith('.test.ts')).sort();
}

/** The tests of single rules that need modules of their own. */
export function apartTests(root: string): string[] {
  const read = sourcesAt(root);
  return ruleTests(root).filter((file) => apartBecause(file, read) !== null);
}
