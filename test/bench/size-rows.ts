import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../../infra/bundle.ts';
import { type ExchangeId, exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { type Row, row } from './rows.ts';

/** A file of a bundle: the code's size, the files loaded with the file, and the sources within. */
interface Chunk {
  readonly bytes: number;
  readonly imports: readonly string[];
  readonly sources: readonly string[];
}

export function kb(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

/** The functions by size, and what an order loads for each exchange. `whole`: the balance function with the whole of CCXT. */
export function sizeRows(bundles: readonly Bundle[], distDir: string, whole: number): Row[] {
  const sorted = bundles.toSorted((a, b) => a.bytes - b.bytes);
  const [least, middle, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  const balance = bundles.find(({ name }) => name === 'get-balance');
  const all = sorted.map(({ name, bytes }) => `${name} ${kb(bytes)}`).join(', ');
  return [
    row(
      'bundle: balance function',
      balance?.bytes ?? Number.NaN,
      whole,
      kb,
      'All code of the deployed folder, source maps left out.',
    ),
    {
      ...{ what: `bundles of ${bundles.length} functions, median`, ours: kb(middle?.bytes ?? Number.NaN) },
      ...{ other: '', ratio: '' },
      means: `Smallest ${least?.name} ${kb(least?.bytes ?? 0)}, largest ${most?.name} ${kb(most?.bytes ?? 0)}. Each: ${all}.`,
    },
    ...orderRows(join(distDir, 'create-order'), whole),
  ];
}

/** An order loads the code of one market of one exchange. */
function orderRows(folder: string, whole: number): Row[] {
  const chunks = chunksIn(folder);
  const atOnce = loadedWith(chunks, ['index.mjs']);
  const shared = loadedWith(chunks, named(chunks, /wire\/ccxt-base\.ts$/));
  return exchangeIds.map((exchange) => {
    const parts = marketCodeOf(chunks, exchange).map((file) => {
      const own = [...loadedWith(chunks, [file])].filter((each) => !atOnce.has(each));
      const alone = own.filter((each) => !shared.has(each));
      return { own: sizeOf(chunks, new Set(alone)), all: sizeOf(chunks, new Set([...atOnce, ...own, ...shared])) };
    });
    const means = `Loaded by a cold order, of ${kb(sizeOf(chunks, new Set(chunks.keys())))} in the folder. The code of each market alone: ${parts
      .map(({ own }) => kb(own))
      .join(' and ')}; ${kb(sizeOf(chunks, atOnce))} are of all exchanges.`;
    return row(`  order at ${exchange}`, Math.max(...parts.map(({ all }) => all)), whole, kb, means);
  });
}

function marketCodeOf(chunks: ReadonlyMap<string, Chunk>, exchange: ExchangeId): string[] {
  const files = named(chunks, new RegExp(`lib/exchanges/${exchange}/\\w+/module\\.ts$`));
  if (files.length === 0) throw new Error(`no code of ${exchange} in the bundle of an order`);
  return files;
}

function named(chunks: ReadonlyMap<string, Chunk>, source: RegExp): string[] {
  const found = [...chunks].filter(
    ([file, { sources }]) => file !== 'index.mjs' && sources.some((one) => source.test(one)),
  );
  return found.map(([file]) => file);
}

function chunksIn(folder: string): Map<string, Chunk> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  return new Map(files.map((file) => [file, chunkAt(join(folder, file))]));
}

function chunkAt(path: string): Chunk {
  const code = readFileSync(path, 'utf8');
  const { sources } = JSON.parse(readFileSync(`${path}.map`, 'utf8')) as { sources: string[] };
  // An import() has a bracket behind the word.
  const imports = [...code.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.mjs)"/g)].map(([, file = '']) => file);
  return { bytes: Buffer.byteLength(code), imports, sources };
}

/** The files and all that Node loads with them. */
function loadedWith(chunks: ReadonlyMap<string, Chunk>, files: readonly string[]): Set<string> {
  const loaded = new Set(files);
  // The loop also visits files that are added to the Set during the loop.
  for (const file of loaded) for (const each of chunks.get(file)?.imports ?? []) loaded.add(each);
  return loaded;
}

function sizeOf(chunks: ReadonlyMap<string, Chunk>, files: ReadonlySet<string>): number {
  return [...files].reduce((sum, file) => sum + (chunks.get(file)?.bytes ?? 0), 0);
}
