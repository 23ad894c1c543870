import type { Plugin } from 'esbuild';
import type { ExchangeDefinition } from '../lib/exchanges/definition.ts';

/**
 * Modules that the base class of CCXT imports for exchanges that we do not use. A stub loads like the real module and
 * throws on use. Marking the modules external instead crashes an ESM bundle at load.
 */
interface Stub {
  /** Matches the end of the import path: relative paths differ by importer. */
  readonly module: RegExp;
  readonly exports: readonly string[];
  /** Present where the definition of an exchange may ask for the real module. */
  readonly name?: ExchangeDefinition['ccxtModules'][number];
}

/** An import of a missing name is a build error, so a new CCXT fails the build and never a running function. */
const STUBS: readonly Stub[] = [
  { module: /\/protobuf\/mexc\/compiled\.cjs$/, exports: ['default'] },
  { module: /\/zklink\/zklink-sdk-web\.js$/, exports: ['default', ...zklink()] },
  { module: /\/dydx-v4-client\/helpers\.js$/, exports: ['Long'] },
  { module: /\/dydx-v4-client\/registry\.js$/, exports: ['encodeAsAny'] },
  {
    module: /\/dydx-v4-client\/cosmos\/tx\/v1beta1\/tx\.js$/,
    exports: ['AuthInfo', 'Tx', 'TxBody', 'TxRaw', 'SignDoc'],
  },
  { module: /\/dydx-v4-client\/cosmos\/tx\/signing\/v1beta1\/signing\.js$/, exports: ['SignMode'] },
  { module: /^@scure\/starknet$/, exports: ['getStarkKey', 'ethSigToPrivate', 'sign'] },
  { module: /\/functions\/starknet\.js$/, exports: starknet() },
  { module: /\/functions\/ethabi\.js$/, exports: ['abiEncode', 'TypedDataEncoder'], name: 'ethabi' },
  { module: /^@noble\/curves\/secp256k1\.js$/, exports: ['secp256k1'], name: 'secp256k1' },
  { module: /^@noble\/curves\/nist\.js$/, exports: ['p256'] },
  { module: /^@noble\/curves\/ed25519\.js$/, exports: ['ed25519'], name: 'ed25519' },
  { module: /\/ws\/WsClient\.js$/, exports: ['default'] },
];

function zklink(): string[] {
  return ['newRpcSignerWithProvider', 'ContractBuilder', 'newContract', 'TransferBuilder', 'newTransfer'];
}

function starknet(): string[] {
  return [
    'compileCalldata',
    'getSelectorFromName',
    'calculateContractAddressFromHash',
    'getMessageHash',
    'computePoseidonHashOnElements',
  ];
}

/**
 * Without undici, CCXT silently uses the global fetch and bypasses the deadline and the host list of our transport.
 * Therefore this undici loads, and refuses to send. CCXT imports all four names.
 */
const UNDICI = `${refusal('undici')}
export class Agent {}
export class ProxyAgent {}
export const fetch = refuse('fetch');
export const request = refuse('request');`;

/**
 * The stubs of a bundle that can load these exchanges. Applies to imports by CCXT only: our own code may use the real
 * modules.
 */
export function ccxtStubs(exchanges: readonly Pick<ExchangeDefinition, 'ccxtModules'>[]): Plugin {
  const needed = new Set(exchanges.flatMap(({ ccxtModules }) => ccxtModules));
  const stubbed = STUBS.filter(({ name }) => name === undefined || !needed.has(name));
  return {
    name: 'ccxt-stubs',
    setup(build) {
      // Narrow filters: esbuild asks this thread about every import that matches, for all builds.
      for (const filter of [/^undici$/, ...stubbed.map(({ module }) => module)]) {
        build.onResolve({ filter }, ({ path, importer }) => {
          const isFromCcxt = /[\\/]node_modules[\\/]ccxt[\\/]/.test(importer);
          return isFromCcxt ? { path, namespace: 'stub', sideEffects: false } : undefined;
        });
      }
      build.onLoad({ filter: /./, namespace: 'stub' }, ({ path }) => {
        return { loader: 'js', contents: path === 'undici' ? UNDICI : stubSource(path) };
      });
    },
  };
}

function stubSource(path: string): string {
  const names = STUBS.find(({ module }) => module.test(path))?.exports ?? [];
  const lines = names.map((name) =>
    name === 'default' ? `export default refuse('default');` : `export const ${name} = refuse('${name}');`,
  );
  return [refusal(path), ...lines].join('\n');
}

/** Promises and printers read `then` and symbols. Such a read is not a use of the module. */
function refusal(path: string): string {
  return `const refuse = (name) => {
  const fail = () => { throw new Error(name + ' of ' + ${JSON.stringify(path)} + ' is not in this bundle'); };
  const get = (_target, key) => (typeof key === 'symbol' || key === 'then' ? undefined : fail());
  return new Proxy(function () {}, { get, apply: fail, construct: fail });
};`;
}
