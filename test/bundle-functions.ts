import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../infra/bundle.ts';

const root = join(import.meta.dirname, '..');
const DIST = 'dist';
/** What the bundles follow from; the lock file fixes each package. */
const SOURCES = ['lib', 'functions', 'infra', 'package-lock.json'];
const STAMP = join(root, DIST, 'sources.sha256');

/** Bundles the functions once for all tests that run them as they are deployed. Bundles of the same sources are kept: a build takes 20 s. */
export default async function setup(): Promise<void> {
  const sources = await hashOf(SOURCES);
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === `${sources} ${await bundlesHash()}`) return;
  await bundle(DIST);
  await writeFile(STAMP, `${sources} ${await bundlesHash()}`);
}

/** The bundles themselves count as well: `npm run build` may have written others since. */
async function bundlesHash(): Promise<string> {
  const folders = await readdir(join(root, DIST), { withFileTypes: true }).catch(() => []);
  return hashOf(folders.filter((entry) => entry.isDirectory()).map(({ name }) => join(DIST, name)));
}

/** Of names and contents of all files in the folders. */
async function hashOf(places: readonly string[]): Promise<string> {
  const files = (await Promise.all(places.map(filesIn))).flat().sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(await readFile(join(root, file)));
  return hash.digest('hex');
}

async function filesIn(place: string): Promise<string[]> {
  const entries = await readdir(join(root, place), { withFileTypes: true, recursive: true }).catch(() => null);
  if (entries === null) return [place];
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));
}
