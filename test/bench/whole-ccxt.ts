import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { buildOptions } from '../../infra/bundle.ts';
import { nodeHashes } from '../../infra/bundle-hashes.ts';

const ROOT = join(import.meta.dirname, '../..');

/** CCXT's whole index has packages that call require() when loaded. */
const banner = {
  js: `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`,
};

/** Leaves the index alone outside the bundle: files that are imported by path have no export in the package. */
const outside: Plugin = {
  name: 'ccxt-outside',
  setup: ({ onResolve }) => onResolve({ filter: /^ccxt$/ }, () => ({ path: 'ccxt', external: true })),
};

/** A package's hash has no HMAC in the bundle: both stay CCXT's own where CCXT is a package. */
const ownPlugins = buildOptions.plugins.filter((plugin) => plugin !== nodeHashes);

export interface WholeCcxt {
  readonly file: string;
  /** The same code, loaded only (cold-load.ts). */
  readonly loadFile: string;
  /** Of the bundle's code. */
  readonly bytes: number;
}

/**
 * The balance function with CCXT imported as its documentation does, `import ccxt from 'ccxt'`; nothing else differs.
 * Once bundled with our stubs, without which esbuild cannot bundle it (ccxt 4.5.84: "Could not resolve
 * protobufjs/minimal"), and once left outside the bundle, as it then has to be. Sources and builds lie in `dir`.
 */
export async function buildWithWholeCcxt(dir: string): Promise<{ bundled: WholeCcxt; asPackage: WholeCcxt }> {
  for (const folder of ['lib', 'functions', 'test/bench'])
    await cp(join(ROOT, folder), join(dir, folder), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  await writeFile(join(dir, 'package.json'), '{"type":"module"}');
  await replaceImport(join(dir, 'lib/exchanges/kraken/spot/module.ts'), 'kraken');
  await replaceImport(join(dir, 'lib/exchanges/kraken/futures/module.ts'), 'krakenfutures');
  return {
    bundled: await buildBalance(dir, 'bundled', { banner }),
    asPackage: await buildBalance(dir, 'as-package', { plugins: [outside, ...ownPlugins] }),
  };
}

async function buildBalance(dir: string, name: string, options: BuildOptions): Promise<WholeCcxt> {
  const outdir = join(dir, name);
  const entryPoints = { index: join(dir, 'functions/api/get-balance.ts'), load: join(dir, 'test/bench/cold-load.ts') };
  const all = { ...buildOptions, ...options, entryPoints, outdir, metafile: true, logLevel: 'error' } as const;
  const { metafile } = await build(all);
  const code = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.mjs'));
  return {
    file: join(outdir, 'index.mjs'),
    loadFile: join(outdir, 'load.mjs'),
    bytes: code.reduce((sum, [, output]) => sum + output.bytes, 0),
  };
}

async function replaceImport(file: string, id: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const pattern = new RegExp(`^import (\\w+) from 'ccxt/js/src/${id}\\.js';$`, 'm');
  if (!pattern.test(text)) throw new Error(`${file} does not import ccxt/js/src/${id}.js: compare in another place`);
  await writeFile(file, text.replace(pattern, `import ccxt from 'ccxt';\nconst $1 = ccxt.${id};`));
}
