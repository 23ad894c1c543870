/** `node infra/bundle.ts [name …]`: bundles each function into a self-contained folder, for Lambda and local runs. */
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import * as exchanges from '../lib/exchanges/definitions.ts';
import { awsFromEnvironment } from './bundle-aws.ts';
import { lazyBuiltins } from './bundle-builtins.ts';
import { nodeHashes } from './bundle-hashes.ts';
import { type Contents, mergeChunks } from './bundle-merge.ts';
import { referenceFiles } from './bundle-reference.ts';
import { ccxtStubs } from './bundle-stubs.ts';
import { type BundleFiles, writeBundles } from './bundle-write.ts';
import { readCommandLine } from './command-line.ts';

interface BundleEntry {
  /** The function: `create-order` -> `<outDir>/create-order/index.mjs`. */
  readonly name: string;
  readonly source: string;
}

export interface Bundle {
  readonly name: string;
  /** Size of all code in the folder with chunks and without source maps. */
  readonly bytes: number;
  /** Bundled source files, relative to the project. */
  readonly inputs: readonly string[];
}

/** Output of the build, by path from the project. */
interface Built {
  readonly outputs: Metafile['outputs'];
  readonly contents: Contents;
}

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['functions/api', 'functions/jobs'];
/** Pages of a deployment: the local stack serves its own. */
const PAGES = 'functions/pages';

/**
 * Bundles every function, or the functions named in `only`, each into `<outDir>/<name>/`. Throws for an unknown name,
 * for an empty list, for a file without an exported `handler`, and for every error of esbuild.
 */
export async function bundle(
  outDir = 'dist',
  only?: readonly string[],
  entries?: readonly BundleEntry[],
): Promise<Bundle[]> {
  const chosen = choose(entries ?? (await findFunctions([...FOLDERS, PAGES])), only);
  const built = await buildAll(chosen);
  const bundles = await Promise.all(chosen.map((entry) => bundleOf(entry, built)));
  await writeBundles(outDir, bundles, only === undefined);
  return bundles.map(({ name, files, inputs }) => ({ name, bytes: codeBytes(files), inputs }));
}

/**
 * Bundles every function for a local run, in a tenth of the time: the chunks that functions share stay apart, which
 * costs a cold call 20 ms. The code is the code of `bundle`, before the merge.
 */
export async function bundleInChunks(outDir: string, entries?: readonly BundleEntry[]): Promise<void> {
  const chosen = choose(entries ?? (await findFunctions(FOLDERS)));
  const built = await buildAll(chosen);
  const bundles = chosen.map((entry) => chunksOf(entry, built));
  await writeBundles(outDir, bundles, true);
}

async function findFunctions(folders: readonly string[]): Promise<BundleEntry[]> {
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(join(ROOT, folder))).map((file) => join(folder, file))),
  );
  const entries = files.flat().map((file) => {
    const name = /[\\/]([a-z][a-z0-9-]*)\.ts$/.exec(file)?.[1];
    if (name === undefined) throw new Error(`${file}: a function file is named <name>.ts in kebab-case`);
    return { name, source: join(ROOT, file) };
  });
  if (entries.length === 0) throw new Error(`no functions in ${folders.join(', ')}`);
  return entries;
}

function choose(
  entries: readonly BundleEntry[],
  only: readonly string[] = entries.map(({ name }) => name),
): BundleEntry[] {
  return only.map((wanted) => {
    const [entry, identical] = entries.filter(({ name }) => name === wanted);
    if (entry === undefined) throw new Error(`no function "${wanted}"`);
    if (identical !== undefined)
      throw new Error(`two functions are named "${wanted}": ${entry.source}, ${identical.source}`);
    return entry;
  });
}

/** Build options for the code of every function. */
export const buildOptions = {
  absWorkingDir: ROOT,
  tsconfig: join(ROOT, 'tsconfig.json'),
  bundle: true,
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node24',
  // ES modules of the packages instead of CommonJS: esbuild can remove unused code from ES modules only.
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  minify: true,
  sourcemap: 'external',
  sourcesContent: false,
  metafile: true,
  // Libraries ask whether these globals of a browser are there. Node has both behind getters that load web streams: 4 ms of a cold start.
  define: { ReadableStream: 'undefined', navigator: 'undefined' },
  inject: [join(ROOT, 'infra/bundle-crypto.ts')],
  plugins: [ccxtStubs(Object.values(exchanges)), nodeHashes, awsFromEnvironment, lazyBuiltins],
} as const satisfies BuildOptions;

/**
 * A single build for all functions. Separate builds parse and minify the same libraries again for every function (20
 * functions: 6 s instead of 0.5). The flat folder is never written; each function gets its own merge of the reachable
 * chunks.
 */
async function buildAll(entries: readonly BundleEntry[]): Promise<Built> {
  const { metafile, outputFiles } = await build({
    entryPoints: Object.fromEntries(entries.map(({ name, source }) => [name, source])),
    outdir: join(ROOT, 'dist'),
    write: false,
    ...buildOptions,
    logLevel: 'warning',
    logOverride: { 'import-is-undefined': 'error' },
  });
  const contents = new Map(outputFiles.map(({ path, contents }) => [relative(ROOT, path), contents]));
  return { outputs: metafile.outputs, contents };
}

async function bundleOf(entry: BundleEntry, built: Built): Promise<BundleFiles> {
  const code = await mergeChunks(ROOT, outputOf(entry), built.contents);
  const files = entry.source.includes(PAGES) ? new Map([...code, ...(await referenceFiles())]) : code;
  return { name: entry.name, files, inputs: inputsOf(checkedOutputs(entry, built), built) };
}

function chunksOf(entry: BundleEntry, built: Built): BundleFiles {
  const paths = checkedOutputs(entry, built);
  const files = paths.map((path): [string, Uint8Array] => [
    path === outputOf(entry) ? 'index.mjs' : basename(path),
    built.contents.get(path) ?? new Uint8Array(),
  ]);
  return { name: entry.name, files: new Map(files), inputs: inputsOf(paths, built) };
}

function outputOf({ name }: BundleEntry): string {
  return join('dist', `${name}.mjs`);
}

/** The entry's output and the output's chunks. Throws for a function that could not run. */
function checkedOutputs(entry: BundleEntry, { outputs }: Built): readonly string[] {
  if (!outputs[outputOf(entry)]?.exports.includes('handler')) throw new Error(`${entry.source} exports no handler`);
  const paths = [...reach(outputOf(entry), outputs)];
  for (const path of paths) assertNoRequire(outputs[path], entry.source);
  return paths;
}

function inputsOf(paths: readonly string[], { outputs }: Built): string[] {
  return [...new Set(paths.flatMap((path) => Object.keys(outputs[path]?.inputs ?? {})))];
}

function reach(entry: string, outputs: Metafile['outputs']): Set<string> {
  const reached = new Set([entry]);
  // The loop also visits paths that are added to the Set during the loop.
  for (const path of reached) {
    for (const { path: imported, external } of outputs[path]?.imports ?? []) if (!external) reached.add(imported);
  }
  return reached;
}

/**
 * A require() in an ES module crashes at load. No bundled package needs require(), so the bundles have no
 * createRequire.
 */
function assertNoRequire(output: Metafile['outputs'][string] | undefined, source: string): void {
  const call = output?.imports.find(({ kind }) => kind === 'require-call' || kind === 'require-resolve');
  if (call !== undefined) throw new Error(`${source}: a dependency calls require('${call.path}') at run time`);
}

function codeBytes(files: BundleFiles['files']): number {
  return [...files].reduce((total, [file, content]) => total + (file.endsWith('.mjs') ? content.length : 0), 0);
}

const USAGE = `usage: npm run build -- [FUNCTION ...]

Bundles every function, or the named ones, into dist/. About two seconds.
`;

if (import.meta.main) {
  const { positionals } = readCommandLine({ usage: USAGE, allowsArguments: true });
  const bundles = await bundle('dist', positionals.length > 0 ? positionals : undefined);
  for (const { name, bytes } of bundles) console.log(`${name} ${(bytes / 1000).toFixed(0)} kB`);
  console.log(`${bundles.length} functions are in dist`);
}
