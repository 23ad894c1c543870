/** `node infra/bundle.ts [name …]`: bundles the functions, one self-contained folder each, for Lambda and local runs. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { ccxtStubs } from './bundle-stubs.ts';

export interface BundleEntry {
  /** The function: `create-order` -> `<outDir>/create-order/index.mjs`. */
  readonly name: string;
  readonly source: string;
}

export interface Bundle {
  readonly name: string;
  /** Of all code in the folder, chunks included, source maps left out. */
  readonly bytes: number;
  /** The source files in it, relative to the project. */
  readonly inputs: readonly string[];
}

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['functions/api', 'functions/jobs'];

/**
 * Bundles every function, or those named in `only`, each into `<outDir>/<name>/`. Throws when a name is unknown,
 * when there is nothing to bundle, when a file exports no `handler`, and for whatever esbuild finds.
 */
export async function bundle(
  outDir = 'dist',
  only?: readonly string[],
  entries?: readonly BundleEntry[],
): Promise<Bundle[]> {
  const chosen = choose(entries ?? (await findFunctions()), only);
  if (only === undefined) await rm(outDir, { recursive: true, force: true });
  return Promise.all(chosen.map((entry) => bundleOne(entry, outDir)));
}

async function findFunctions(): Promise<BundleEntry[]> {
  const files = await Promise.all(
    FOLDERS.map(async (folder) => (await readdir(join(ROOT, folder))).map((file) => join(folder, file))),
  );
  const entries = files.flat().map((file) => {
    const name = /[\\/]([a-z][a-z0-9-]*)\.ts$/.exec(file)?.[1];
    if (name === undefined) throw new Error(`${file}: a function file is named <name>.ts in kebab-case`);
    return { name, source: join(ROOT, file) };
  });
  if (entries.length === 0) throw new Error(`no functions in ${FOLDERS.join(', ')}`);
  return entries;
}

function choose(
  entries: readonly BundleEntry[],
  only: readonly string[] = entries.map(({ name }) => name),
): BundleEntry[] {
  return only.map((wanted) => {
    const [entry, twin] = entries.filter(({ name }) => name === wanted);
    if (entry === undefined) throw new Error(`no function "${wanted}"`);
    if (twin !== undefined) throw new Error(`two functions are named "${wanted}": ${entry.source}, ${twin.source}`);
    return entry;
  });
}

async function bundleOne({ name, source }: BundleEntry, outDir: string): Promise<Bundle> {
  const folder = join(outDir, name);
  await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: { index: source },
    outdir: folder,
    absWorkingDir: ROOT,
    tsconfig: join(ROOT, 'tsconfig.json'),
    bundle: true,
    format: 'esm',
    splitting: true,
    platform: 'node',
    target: 'node24',
    // The packages' ES modules rather than their CommonJS: only those can be tree-shaken.
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    plugins: [ccxtStubs],
    logLevel: 'warning',
    logOverride: { 'import-is-undefined': 'error' },
  });
  assertHandler(metafile, source);
  assertNoRequire(metafile, source);
  const code = Object.entries(metafile.outputs).filter(([file]) => file.endsWith('.mjs'));
  const bytes = code.reduce((total, [, output]) => total + output.bytes, 0);
  return { name, bytes, inputs: Object.keys(metafile.inputs) };
}

function assertHandler({ outputs }: Metafile, source: string): void {
  const entry = Object.values(outputs).find(
    (output) => output.entryPoint !== undefined && output.exports.includes('handler'),
  );
  if (entry === undefined) throw new Error(`${source} exports no handler`);
}

/** A require() left in an ES module crashes it at load. Nothing bundled needs one, so there is no createRequire either. */
function assertNoRequire({ outputs }: Metafile, source: string): void {
  for (const { imports } of Object.values(outputs)) {
    const call = imports.find(({ kind }) => kind === 'require-call' || kind === 'require-resolve');
    if (call !== undefined) throw new Error(`${source}: a dependency calls require('${call.path}') at run time`);
  }
}

if (import.meta.main) {
  const names = process.argv.slice(2);
  const bundles = await bundle('dist', names.length > 0 ? names : undefined);
  for (const { name, bytes } of bundles) console.log(`${name} ${(bytes / 1000).toFixed(0)} kB`);
}
