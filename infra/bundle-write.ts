import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface BundleFiles {
  readonly name: string;
  /** By their names in the function's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The source files in it, relative to the project. */
  readonly inputs: readonly string[];
}

const DRAFTS = '.drafts-';

/**
 * Puts each bundle into `<outDir>/<name>/`; with `all`, folders of functions that are gone are removed. Files are
 * renamed into place and stale ones deleted last, so a stack that runs from the folder never meets a half-written one.
 */
export async function writeBundles(outDir: string, bundles: readonly BundleFiles[], all: boolean): Promise<void> {
  await mkdir(outDir, { recursive: true });
  const drafts = await mkdtemp(join(outDir, DRAFTS));
  try {
    for (const { name, files } of bundles) await writeFolder(drafts, join(outDir, name), files);
    if (all) await removeOthers(outDir, new Set(bundles.map(({ name }) => name)));
  } finally {
    await rm(drafts, { recursive: true, force: true });
  }
}

async function writeFolder(drafts: string, folder: string, files: BundleFiles['files']): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(
    [...files].map(async ([file, content]) => {
      await writeFile(join(drafts, file), content);
      await rename(join(drafts, file), join(folder, file));
    }),
  );
  const stale = (await readdir(folder)).filter((file) => !files.has(file));
  await Promise.all(stale.map((file) => rm(join(folder, file), { recursive: true, force: true })));
}

/** Folders only: other build products may lie beside them. */
async function removeOthers(outDir: string, names: ReadonlySet<string>): Promise<void> {
  const found = await readdir(outDir, { withFileTypes: true });
  const stale = found.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith(DRAFTS) && !names.has(entry.name),
  );
  await Promise.all(stale.map(({ name }) => rm(join(outDir, name), { recursive: true, force: true })));
}
