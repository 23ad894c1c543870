import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/**
 * Which tests may run in one worker with shared modules (the projects `unit`, `synthesis` and `served`). A replaced module stays in all that
 * loaded the module before, and the product keeps one client a container: after a file that opens a table, the next file would call a closed
 * port. Behind a gateway the product runs in threads of its own stack, so `served` may open tables.
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

/** What the rule needs of one file: the reason to stay apart that lies in its text, and the files of `test` and `infra` that the text loads. */
interface Source {
  readonly replaces: string | null;
  readonly isServer: boolean;
  readonly loads: readonly string[];
}

/** Judged files by the way of reading: hundreds of tests load the same files. */
const judged = new WeakMap<ReadSource, Map<string, Source | undefined>>();

function sourceOf(file: string, read: ReadSource): Source | undefined {
  const known = judged.get(read) ?? new Map<string, Source | undefined>();
  judged.set(read, known);
  if (!known.has(file)) known.set(file, judgedSource(file, read(file)));
  return known.get(file);
}

function judgedSource(file: string, text: string | undefined): Source | undefined {
  if (text === undefined) return undefined;
  const [mark] = marks.filter(([, pattern]) => pattern.test(text));
  // A type loads nothing.
  const code = text.replace(/^(import|export) type [^;]*;/gm, '');
  const names = [...code.matchAll(importPattern)].map(([, name = '']) => normalize(join(dirname(file), name)));
  return {
    replaces: mark?.[0] ?? null,
    isServer: file.startsWith(servers),
    loads: names.filter((name) => /^(test|infra)\//.test(name)),
  };
}

/** Why the test file needs modules of its own, as `file: reason`; null for a file that may share modules. */
export function apartBecause(
  file: string,
  read: ReadSource,
  runsBehind: 'gateway' | 'nothing' = 'nothing',
): string | null {
  const loaded = new Set([file]);
  // The loop also visits files that are added to the Set during the loop.
  for (const each of loaded) {
    const { replaces = null, isServer = false, loads = [] } = sourceOf(each, read) ?? {};
    if (replaces !== null) return `${each}: ${replaces}`;
    if (isServer && runsBehind === 'nothing') return `${each}: is a server behind the clients of AWS`;
    for (const file of loads) loaded.add(file);
  }
  return null;
}

/** Reads the sources of the project at a root. */
export function sourcesAt(root: string): ReadSource {
  return (file) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined);
}

/** The test files of the folders of `test`; `.` stands for the files of `test` itself. Paths from the root. */
function testsOf(root: string, folders: readonly string[]): string[] {
  const names = folders.flatMap((folder) =>
    readdirSync(join(root, 'test', folder), { recursive: folder !== '.', encoding: 'utf8' }).map((name) =>
      join('test', folder, name),
    ),
  );
  return names.filter((file) => file.endsWith('.test.ts')).sort();
}

/** The test files of single rules: those of `test` itself, of all of `test/lib`, and of the simulated exchanges. */
export function ruleTests(root: string): string[] {
  return testsOf(root, ['.', 'lib', 'infra/local/exchanges']);
}

/** The tests of single rules that need modules of their own. */
export function apartTests(root: string): string[] {
  const read = sourcesAt(root);
  return ruleTests(root).filter((file) => apartBecause(file, read) !== null);
}

/** The tests of the template and its deployment that share modules. */
export function synthesisTests(root: string): string[] {
  const read = sourcesAt(root);
  return testsOf(root, ['infra/aws', 'infra/deploy']).filter((file) => apartBecause(file, read) === null);
}

/** The tests that call the functions behind a gateway, and share the modules of the local stack. */
export function servedTests(root: string): string[] {
  const read = sourcesAt(root);
  const folders = ['e2e', 'infra/local/lambda', 'infra/local/stack', 'infra/local/template', 'infra/local/tour'];
  return testsOf(root, folders).filter((file) => apartBecause(file, read, 'gateway') === null);
}
