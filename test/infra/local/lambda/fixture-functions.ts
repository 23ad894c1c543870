import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder as the bundler writes, with an `index.mjs` per function from the given sources. */
export async function writeFunctions(
  sources: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'oems-functions-'));
  for (const [name, source] of Object.entries(sources)) {
    await mkdir(join(dir, name));
    await writeFile(join(dir, name, 'index.mjs'), source);
  }
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true }) };
}
