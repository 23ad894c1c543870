import type { Plugin } from 'esbuild';

interface Replacement {
  readonly namespace: string;
  readonly filter: RegExp;
  readonly contents: string;
}

/**
 * The AWS SDK in a function: Lambda hands credentials and region over in the environment, and a function has neither
 * ~/.aws nor a sign-in. The SDK's chain of ten further sources is 130 kB in every bundle and a look for two files at
 * every cold start.
 */
const REPLACED: readonly Replacement[] = [
  {
    namespace: 'aws-credentials',
    filter: /^@aws-sdk\/credential-provider-node$/,
    contents: `import { fromEnv } from '@aws-sdk/credential-provider-env';
export const defaultProvider = (init) => {
  let known;
  return async () => {
    if (known === undefined || known.expiration !== undefined) known = await fromEnv(init)();
    return known;
  };
};`,
  },
  {
    namespace: 'aws-config-files',
    filter: /\/fromSharedConfigFiles$/,
    contents: `const next = Object.assign(new Error('a function has no shared config files'), { tryNextLink: true });
export const fromSharedConfigFiles = () => () => Promise.reject(next);`,
  },
];

export const awsFromEnvironment: Plugin = {
  name: 'aws-from-environment',
  setup(build) {
    for (const { namespace, filter, contents } of REPLACED) {
      build.onResolve({ filter }, ({ path, resolveDir }) => ({ path, namespace, pluginData: resolveDir }));
      build.onLoad({ filter: /./, namespace }, ({ pluginData }) => ({
        loader: 'js',
        contents,
        resolveDir: pluginData,
      }));
    }
  },
};
