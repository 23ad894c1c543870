import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Code and source maps of a build, by path from the project. */
export type Contents = ReadonlyMap<string, Uint8Array>;

/**
 * The files of a single function: the entry point as index.mjs, its chunks, and the source maps. A build for all
 * functions cuts a chunk wherever functions differ, 45 chunks for an order, and Node loads each chunk separately: 20 ms
 * of a cold start. Only an import() of this very function has to stay apart.
 */
export async function mergeChunks(root: string, entry: string, contents: Contents): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: { index: join(root, entry) },
    absWorkingDir: root,
    outdir: join(root, 'dist'),
    write: false,
    bundle: true,
    format: 'esm',
    splitting: true,
    platform: 'node',
    target: 'node24',
    outExtension: { '.js': '.mjs' },
    minifyWhitespace: true,
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'warning',
    plugins: [chunksFrom(root, contents)],
  });
  return new Map(outputFiles.map((file) => [basename(file.path), file.contents]));
}

/** Reads the chunks from memory: the first build is never written. */
function chunksFrom(root: string, contents: Contents): Plugin {
  return {
    name: 'chunks',
    setup(build) {
      build.onResolve({ filter: /\.mjs$/ }, ({ path }) => ({ path: join(root, 'dist', basename(path)) }));
      build.onLoad({ filter: /\.mjs$/ }, ({ path }) => ({ loader: 'js', contents: withMap(basename(path), contents) }));
    },
  };
}

function withMap(file: string, contents: Contents): string {
  const read = (path: string) => Buffer.from(contents.get(join('dist', path)) ?? []);
  return `${read(file)}\n//# sourceMappingURL=data:application/json;base64,${read(`${file}.map`).toString('base64')}`;
}
