import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { kebabCase, routes } from '../../lib/contract/routes.ts';
import type { ExchangeDefinition } from '../../lib/exchanges/definition.ts';
import { exchanges } from '../../lib/exchanges/exchanges.ts';
import { marketTypes } from '../../lib/exchanges/model/axes.ts';
import { jobs } from '../../lib/jobs/jobs.ts';

/** The bundles that the tests' setup has just built from this tree; their source maps name what went into each chunk. */
const dist = join(import.meta.dirname, '../../dist');

interface Chunk {
  readonly file: string;
  readonly sources: readonly string[];
}

async function chunksOf(name: string): Promise<Chunk[]> {
  const files = await readdir(join(dist, name));
  const maps = files.filter((file) => file.endsWith('.mjs.map'));
  expect(maps.length).toBe(files.filter((file) => file.endsWith('.mjs')).length);
  return Promise.all(
    maps.map(async (file) => {
      const { sources } = JSON.parse(await readFile(join(dist, name, file), 'utf8')) as { sources: string[] };
      return { file: file.replace(/\.map$/, ''), sources };
    }),
  );
}

/** The CCXT classes that the code of the exchanges in the table imports. Markets of one exchange may share a class. */
const classes = [...new Set((await Promise.all(Object.keys(exchanges).map(importedBy))).flat())].sort();

async function importedBy(exchange: string): Promise<string[]> {
  const folder = join(import.meta.dirname, '../../lib/exchanges', exchange);
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.flatMap((text) => [...text.matchAll(/'ccxt\/js\/src\/(\w+\.js)'/g)].map(([, name]) => name ?? ''));
}

/** The classes of exchanges only: not their base, not the tables of endpoints. */
function classesIn(sources: readonly string[]): string[] {
  return sources.map((source) => /ccxt\/js\/src\/(\w+\.js)$/.exec(source)?.[1]).filter((name) => name !== undefined);
}

/** A market's class may be built on the class of another market of the exchange. */
function exchangeOf(file: string): string | undefined {
  const isOwn = ({ markets }: ExchangeDefinition) =>
    Object.values(markets).some(({ ccxtId }) => `${ccxtId}.js` === file);
  return Object.entries(exchanges).find(([, definition]) => isOwn(definition))?.[0];
}

function staticImports(code: string): string[] {
  return [...code.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)].map(([, file]) => file ?? '');
}

/** A chunk with all chunks that Node loads along with the chunk. */
async function loadedWith(folder: string, file: string, found = new Set<string>()): Promise<ReadonlySet<string>> {
  if (found.has(file)) return found;
  found.add(file);
  for (const next of staticImports(await readFile(join(folder, file), 'utf8'))) await loadedWith(folder, next, found);
  return found;
}

const withoutExchange = [
  'get-health',
  'get-capabilities',
  'get-openapi',
  'list-exchange-accounts',
  'list-orders',
  'list-events',
  'list-audit',
  'get-exchange-account',
  'set-trading-state',
  'get-pnl-summary',
  'export-pnl',
  'dispatch-pulls',
  'list-changes',
];
const names = [...Object.keys(routes), ...Object.keys(jobs)].map(kebabCase);

describe('the bundle of', () => {
  it.each(withoutExchange)('%s contains no CCXT at all: it calls no exchange', async (name) => {
    const sources = (await chunksOf(name)).flatMap((chunk) => chunk.sources);
    expect(sources.filter((source) => source.includes('ccxt'))).toEqual([]);
  });

  it.each(names.filter((name) => !withoutExchange.includes(name)))(
    '%s contains exactly the classes of the table, each in a chunk of its own that loads with its market alone',
    async (name) => {
      const chunks = await chunksOf(name);
      const holders = chunks.filter(({ sources }) => classesIn(sources).length > 0);
      expect(classes.length).toBeGreaterThanOrEqual(Object.keys(exchanges).length);
      expect(holders.flatMap(({ sources }) => classesIn(sources)).sort()).toEqual(classes);
      expect(holders).toHaveLength(classes.length);
      const classesWith = async (file: string) => {
        const loaded = await loadedWith(join(dist, name), file);
        return holders.filter((holder) => loaded.has(holder.file)).flatMap(({ sources }) => classesIn(sources));
      };
      expect(await classesWith('index.mjs')).toEqual([]);
      const markets = chunks.filter(({ file }) => file.startsWith('module-'));
      expect(markets).toHaveLength(marketTypes.length * Object.keys(exchanges).length);
      const loaded = await Promise.all(markets.map(({ file }) => classesWith(file)));
      for (const own of loaded) expect(new Set(own.map((file) => exchangeOf(file))).size).toBe(1);
      expect([...new Set(loaded.flat())].sort()).toEqual(classes);
    },
  );

  it.each(names)('%s has a single source of AWS credentials, the environment', async (name) => {
    const sources = (await chunksOf(name)).flatMap((chunk) => chunk.sources);
    expect(
      sources.filter((source) => /@aws-sdk\/(credential-provider-(?!env)|nested-clients).*\.js$/.test(source)),
    ).toEqual([]);
  });

  it('create-order loads neither undici nor webcrypto: either is longer than the exchange takes to answer', async () => {
    const bundle = pathToFileURL(join(dist, 'create-order/index.mjs'));
    const code = `await import('${bundle}'); console.log(JSON.stringify(process.moduleLoadList))`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
    const loaded = JSON.parse(stdout) as string[];
    expect(loaded).toContain('NativeModule https');
    expect(loaded.filter((module) => /undici|webcrypto/.test(module))).toEqual([]);
  });

  it('every function is known to this test as one kind or the other', () => {
    for (const name of withoutExchange) expect(names).toContain(name);
  });
});
