import { builtinModules } from 'node:module';
import type { ImportKind, Plugin } from 'esbuild';

const ids = builtinModules.filter((id) => !id.startsWith('_'));

/** An import() keeps every export of a module, so an import() gets no export that only a getter of Node provides. */
const namespaces: Readonly<Partial<Record<ImportKind, string>>> = {
  'import-statement': 'builtin',
  'dynamic-import': 'builtin-without-getters',
};

/**
 * Node's own modules through `process.getBuiltinModule`, each export read only where the bundle uses the export.
 * An `import … from 'node:http'` reads every export, and three exports are getters that load undici: 30 ms of a cold
 * start. A require() stays as written, so that the bundler can refuse the call.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(node:)?(${ids.join('|')})$`) }, ({ path, kind }) => {
      const namespace = namespaces[kind];
      const id = path.replace(/^node:/, '');
      return namespace === undefined ? undefined : { path: id, namespace, sideEffects: false };
    });
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => moduleOf(path, () => true));
    build.onLoad({ filter: /./, namespace: 'builtin-without-getters' }, ({ path }) =>
      moduleOf(path, ({ get }) => get === undefined),
    );
  },
};

/** The bundler drops a call marked as pure where nothing imports the result. */
function moduleOf(id: string, isExported: (property: PropertyDescriptor) => boolean) {
  const properties = Object.getOwnPropertyDescriptors(process.getBuiltinModule(`node:${id}`) ?? {});
  const names = Object.keys(properties).filter((name) => isBindable(name) && isExported(properties[name] ?? {}));
  const lines = [
    `const all = process.getBuiltinModule(${JSON.stringify(`node:${id}`)});`,
    'const read = (name) => all[name];',
    'export default all;',
    ...names.map((name) => `export const ${name} = ${sourceOf(id, name)};`),
  ];
  return { loader: 'js' as const, contents: lines.join('\n') };
}

/**
 * The AWS SDK keeps a reference to `getRandomValues` at load, and the getter behind the name loads webcrypto. For an `instanceof` the SDK
 * keeps a reference to `ReadStream`, and that getter loads streams, promises and line readers of files: 3 ms of a cold start.
 */
function sourceOf(id: string, name: string): string {
  if (id === 'crypto' && name === 'getRandomValues') return '(array) => all.getRandomValues(array)';
  if (id === 'fs' && name === 'ReadStream')
    return '{ [Symbol.hasInstance]: (value) => value instanceof all.ReadStream }';
  return `/* @__PURE__ */ read(${JSON.stringify(name)})`;
}

function isBindable(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && !['default', 'all', 'read'].includes(name);
}
