import type { Plugin } from 'esbuild';

interface Replacement {
  readonly filter: RegExp;
  readonly contents: string;
}

/**
 * CCXT's hashes through Node: CCXT hashes in JavaScript, and a first signature would compile and interpret SHA-512. The AWS SDK has
 * loaded Node's hashes already.
 */
const REPLACED: readonly Replacement[] = [
  { filter: /^@noble\/hashes\/sha2\.js$/, contents: hashes('sha256', 'sha384', 'sha512') },
  { filter: /^@noble\/hashes\/legacy\.js$/, contents: hashes('sha1', 'md5') },
  {
    filter: /^@noble\/hashes\/hmac\.js$/,
    contents: `import { createHmac } from 'node:crypto';
export const hmac = ({ algorithm }, key, message) => {
  if (algorithm === undefined) throw new Error('this hash has no HMAC in this bundle');
  return new Uint8Array(createHmac(algorithm, key).update(message).digest());
};`,
  },
];

/** Applies to imports by CCXT alone. */
export const nodeHashes: Plugin = {
  name: 'node-hashes',
  setup(build) {
    for (const { filter, contents } of REPLACED) {
      build.onResolve({ filter }, ({ path, importer, resolveDir }) => {
        const isFromCcxt = /[\\/]node_modules[\\/]ccxt[\\/]/.test(importer);
        return isFromCcxt ? { path, namespace: 'node-hashes', pluginData: resolveDir, sideEffects: false } : undefined;
      });
      build.onLoad({ filter, namespace: 'node-hashes' }, ({ pluginData }) => ({
        loader: 'js',
        contents,
        resolveDir: pluginData,
      }));
    }
  },
};

function hashes(...names: readonly string[]): string {
  return `import { createHash } from 'node:crypto';
const hash = (algorithm) =>
  Object.assign((bytes) => new Uint8Array(createHash(algorithm).update(bytes).digest()), { algorithm });
${names.map((name) => `export const ${name} = /* @__PURE__ */ hash('${name}');`).join('\n')}`;
}
