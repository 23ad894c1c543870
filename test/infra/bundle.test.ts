import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, buildOptions, bundle, bundleInChunks } from '../../infra/bundle.ts';
import { lazyBuiltins } from '../../infra/bundle-builtins.ts';
import { ccxtStubs } from '../../infra/bundle-stubs.ts';
import { handler as signWithCcxt } from './fixture-exchanges.ts';

const run = promisify(execFile);
const source = join(import.meta.dirname, 'fixture-exchanges.ts');
let dir: string;
let exchanges: Bundle | undefined;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oems-bundle-'));
  [exchanges] = await bundle(join(dir, 'dist'), undefined, [{ name: 'exchanges', source }]);
}, 60_000);

afterAll(() => rm(dir, { recursive: true }));

/** Runs in a new process, from a folder without node_modules. */
async function callBundle(event: object, folder = 'dist'): Promise<unknown> {
  const call = `import('./${folder}/exchanges/index.mjs').then(async (m) => console.log(JSON.stringify(await m.handler(${JSON.stringify(event)}))))`;
  const { stdout } = await run(process.execPath, ['-e', call], { cwd: dir });
  return JSON.parse(stdout);
}

describe('a bundle that loads Kraken', () => {
  it('a bundle runs alone in a new process and signs', async () => {
    expect(await callBundle({})).toMatchObject({
      ids: ['kraken', 'krakenfutures'],
      headers: expect.arrayContaining(['API-Sign']),
    });
  });

  it.each([16, 64, 200])('a bundle signs as CCXT signs, with a secret of %i bytes', async (length) => {
    const secret = Buffer.from(Array.from({ length }, (_, index) => (index * 37) % 256)).toString('base64');
    const signed = await callBundle({ secret });
    expect(signed).toEqual([
      expect.objectContaining({ 'API-Sign': expect.any(String) }),
      expect.objectContaining({ Authent: expect.any(String) }),
    ]);
    expect(signed).toEqual(JSON.parse(JSON.stringify(await signWithCcxt({ secret }))));
  });

  it('the hashes of CCXT are those of Node in a bundle', () => {
    expect(
      exchanges?.inputs.filter((input) => /node_modules\/@noble\/hashes\/(sha2|hmac|_md)\.js$/.test(input)),
    ).toEqual([]);
  });

  it('the use of a stub throws a clear error', async () => {
    const refusal = expect.stringMatching(/^Error: abiEncode of .*ethabi\.js is not in this bundle$/);
    expect(await callBundle({})).toMatchObject({ abi: refusal });
  });

  it('a module of CCXT is in the bundle where the definition of an exchange asks for the module', async () => {
    const plugins = [ccxtStubs([{ ccxtModules: ['ethabi'] }, { ccxtModules: [] }]), lazyBuiltins];
    const outdir = join(dir, 'with-ethabi/exchanges');
    await build({ ...buildOptions, plugins, entryPoints: { index: source }, outdir, logLevel: 'warning' });
    expect(await callBundle({}, 'with-ethabi')).toMatchObject({ abi: expect.stringMatching(/^(0,)+1$/) });
  });

  it('the bundled undici never sends a request past the transport', async () => {
    expect(await callBundle({ undici: true })).toMatch(/(fetch|request) of undici is not in this bundle/);
  });

  it('a bundle has both Kraken classes in under 0.4 MB and no further exchange', () => {
    expect(exchanges?.bytes).toBeGreaterThan(100_000);
    expect(exchanges?.bytes).toBeLessThan(400_000);
    const classes = exchanges?.inputs.filter((input) => /ccxt\/js\/src\/\w+\.js$/.test(input));
    expect(classes?.map((input) => input.split('/').at(-1))).toEqual(['kraken.js', 'krakenfutures.js']);
  });

  it('a bundle has source maps and no comment that points to the maps', async () => {
    const folder = join(dir, 'dist/exchanges');
    expect(await readdir(folder)).toContain('index.mjs.map');
    expect(await readFile(join(folder, 'index.mjs'), 'utf8')).not.toContain('sourceMappingURL');
  });
});

describe('the modules of Node that a bundle loads', () => {
  /** What the load of this code by a new process adds to Node's own modules. */
  async function loadedBy(text: string): Promise<string[]> {
    const file = join(await mkdtemp(join(dir, 'loads-')), 'entry.ts');
    await writeFile(file, text);
    await bundle(join(file, '../dist'), undefined, [{ name: 'loads', source: file }]);
    const script = `import('./loads/index.mjs').then((m) => m.handler()).then(() => console.log(JSON.stringify(process.moduleLoadList)))`;
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: join(file, '../dist') });
    return JSON.parse(stdout) as string[];
  }

  it('a class of file streams serves an instanceof without the load of the streams', async () => {
    const text = `import { ReadStream } from 'node:fs'; export const handler = () => ReadStream;`;
    expect(await loadedBy(text)).not.toContain('NativeModule internal/fs/streams');
    const checked = `import * as fs from 'node:fs';
      import { ReadStream } from 'node:fs';
      export const handler = () => {
        const made = fs.default.createReadStream('/dev/null');
        if (!(made instanceof ReadStream) || {} instanceof ReadStream) throw new Error('not the class of the stream');
      };`;
    expect(await loadedBy(checked)).toContain('NativeModule internal/fs/streams');
  });

  it("a library that asks for a browser's globals loads neither web streams nor the navigator", async () => {
    const text = `export const handler = () => typeof ReadableStream === 'function' || typeof navigator === 'object';`;
    const loaded = await loadedBy(text);
    expect(loaded).not.toContain('NativeModule internal/webstreams/readablestream');
    expect(loaded).not.toContain('NativeModule internal/navigator');
  });
});

describe('a bundle in chunks, for a local run', () => {
  const twice = ['exchanges', 'exchanges-too'].map((name) => ({ name, source }));

  it('a bundle in chunks runs alone in a new process, and answers as the merged bundle', async () => {
    await bundleInChunks(join(dir, 'local'), twice);
    expect((await readdir(join(dir, 'local'))).sort()).toEqual(['exchanges', 'exchanges-too']);
    expect(await callBundle({}, 'local')).toEqual(await callBundle({}));
  });

  it('a bundle in chunks leaves the chunks apart that functions share', async () => {
    const ofOne = await readdir(join(dir, 'local/exchanges'));
    const ofBoth = ofOne.filter((file) => file !== 'index.mjs');
    expect(ofBoth.length).toBeGreaterThan(0);
    expect(await readdir(join(dir, 'local/exchanges-too'))).toEqual(expect.arrayContaining(ofBoth));
  });
});

describe('the bundler', () => {
  async function sourceFile(text: string): Promise<string> {
    const file = join(await mkdtemp(join(dir, 'source-')), 'entry.ts');
    await writeFile(file, text);
    return file;
  }

  it('the bundler refuses a file without a handler', async () => {
    const entries = [{ name: 'none', source: await sourceFile('export const other = 1;') }];
    await expect(bundle(join(dir, 'refused'), undefined, entries)).rejects.toThrow(/exports no handler/);
  });

  it('the bundler refuses a dependency that calls require() in an ES module', async () => {
    const file = await sourceFile(`import { a } from './dependency.cjs'; export const handler = () => a;`);
    await writeFile(join(file, '../dependency.cjs'), `exports.a = require('node:fs').existsSync;`);
    const result = bundle(join(dir, 'refused'), undefined, [{ name: 'requires', source: file }]);
    await expect(result).rejects.toThrow(`calls require('node:fs') at run time`);
  });

  it('the bundler refuses an unknown function name', async () => {
    await expect(bundle(join(dir, 'refused'), ['no-such'], [{ name: 'one', source }])).rejects.toThrow(
      'no function "no-such"',
    );
  });

  it('the bundler bundles only the named functions and leaves further folders unchanged', async () => {
    const handler = await sourceFile('export const handler = () => 1;');
    const entries = ['one', 'two'].map((name) => ({ name, source: handler }));
    const outDir = join(dir, 'some');
    await mkdir(join(outDir, 'two'), { recursive: true });
    expect((await bundle(outDir, ['one'], entries)).map(({ name }) => name)).toEqual(['one']);
    expect((await readdir(outDir)).sort()).toEqual(['one', 'two']);
    expect(await readdir(join(outDir, 'two'))).toEqual([]);
  });

  it('the bundler removes bundles of deleted functions', async () => {
    const handler = await sourceFile('export const handler = () => 1;');
    const outDir = join(dir, 'stale');
    await mkdir(join(outDir, 'gone'), { recursive: true });
    await bundle(outDir, undefined, [{ name: 'here', source: handler }]);
    expect(await readdir(outDir)).toEqual(['here']);
  });
});
