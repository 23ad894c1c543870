import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface BundleFiles {
  readonly name: string;
  /** By file name in the folder of the function. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Bundled source files, relative to the project. */
  readonly inputs: readonly string[];
}

const DRAFTS = '.drafts-';

/**
 * Puts each bundle into `<outDir>/<name>/`. With `all`, folders of removed functions are deleted. Files are renamed
 * into place and stale files are deleted last, so a running stack never reads a half-written file.
 */
export async function writeBundles(outDir: string, bundles: readonly BundleFiles[], all: boolean): Promise<void> {
  await mkdir(outDir, { recursive: true });
  const drafts = await mkdtemp(join(outDir, DRAFTS));
  try {
    for (const { name, files } of bundles) await writeFolder(drafts, join(outDir, name), files);
    if (all) await removeStale(outDir, new Set(bundles.map(({ name }) => name)));
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

/** Deletes folders only: the directory may hold files of further builds. */
async function removeStale(outDir: string, names: ReadonlySet<string>): Promise<void> {
  const found = await readdir(outDir, { withFileTypes: true });
  const stale = found.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith(DRAFTS) && !names.has(entry.name),
  );
  await Promise.all(stale.map(({ name }) => rm(join(outDir, name), { recursive: true, force: true })));
}
