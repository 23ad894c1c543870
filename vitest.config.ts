import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { apartTests, servedTests, synthesisTests } from './test/sharing-files.ts';

/** Suites of minutes, each behind a script of its own. */
const faults = [
  'test/faults/**/*.test.ts',
  'test/infra/local/exchanges/{month,more-recorded-walks}.test.ts',
  'test/infra/local/exchanges/{server,binance}/more-kept-walks.test.ts',
  'test/lib/transfers/{faults,faults-binance,garbled-ledger,identical-transfers,twins}.test.ts',
];
const deployed = [
  'test/e2e/{template,concurrency,three-exchanges,fixed-address,flood}.test.ts',
  // Commands that bundle and synthesize anew, as their users want it.
  'test/infra/deploy/{deploy,deployment-plan}.test.ts',
  'test/infra/local/template/start-template.test.ts',
];
const killed = ['test/e2e/kill.test.ts'];

/** Tests of single rules and of the simulated exchanges, without bundles, stack or table. Their files share loaded modules. */
const unit = ['test/{lib,infra/local/exchanges}/**/*.test.ts', 'test/*.test.ts'];

/** Tests of single rules that take seconds: real waiting, the types of the whole tree, and programs that others wrote. */
const slow = [
  'test/columns.test.ts',
  'test/lib/contract/openapi-rules.test.ts',
  'test/lib/exchanges/bybit/endless-cancel.test.ts',
  'test/lib/exchanges/kraken/exchange-faults.test.ts',
  'test/lib/exchanges/kraken/futures/history.test.ts',
  'test/lib/exchanges/wire/{nonce-retry,transport-failures}.test.ts',
];

/** Tests of single rules that are left out of `unit`. `test/sharing-files.ts` finds those that cannot share modules. */
const apart = [...slow, ...apartTests(import.meta.dirname)];

/** Tests of the template. Their files share CDK, which takes seconds to load, and the template of each variant. */
const synthesis = synthesisTests(import.meta.dirname);

/** Tests that call the functions behind a gateway. Their files share the local stack's modules, which take seconds of processor time to load. */
const served = servedTests(import.meta.dirname);

/** Tests that run the functions as they are deployed. */
const bundled = [
  'test/e2e/**/*.test.ts',
  'test/infra/*.test.ts',
  'test/infra/{aws,deploy}/**/*.test.ts',
  'test/infra/local/{lambda,stack,template,tour}/**/*.test.ts',
  'test/conformance/bundle-contents.test.ts',
];

const exclude = ['**/node_modules/**'];
const globalSetup = ['test/bundle-functions.ts'];

/** Commands of the project that tests start load compiled code: a tenth of the processor time of their tests. */
const compiled = fileURLToPath(new URL('./node_modules/.cache/compiled', import.meta.url));

export default defineConfig({
  resolve: {
    // CCXT exports only its index, which loads every exchange; its classes are imported by path, as tsconfig maps it.
    alias: { 'ccxt/js': fileURLToPath(new URL('./node_modules/ccxt/js', import.meta.url)) },
  },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two workers per core: tests that wait for nonces and deadlines leave a core idle.
    maxWorkers: Math.max(4, 2 * availableParallelism()),
    env: { TZ: 'UTC', OEMS_TENANT_CLAIM: 'sub', NODE_COMPILE_CACHE: compiled },
    setupFiles: ['test/property-seed.ts', 'test/loopback-only.ts'],
    // Each test file is in one project: a run by path alone takes a file once.
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          isolate: false,
          include: unit,
          exclude: [...exclude, ...faults, ...apart],
          setupFiles: ['test/sharing-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'main',
          include: ['test/{conformance,shapes}/**/*.test.ts', 'test/infra/local/!(exchanges)/**/*.test.ts', ...apart],
          exclude: [...exclude, ...faults, ...bundled],
        },
      },
      {
        extends: true,
        test: {
          name: 'synthesis',
          isolate: false,
          globalSetup,
          include: synthesis,
          exclude: [...exclude, ...deployed],
          setupFiles: ['test/sharing-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'served',
          isolate: false,
          globalSetup,
          include: served,
          exclude: [...exclude, ...deployed, ...killed],
          setupFiles: ['test/sharing-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'bundled',
          globalSetup,
          include: bundled,
          exclude: [...exclude, ...synthesis, ...served, ...deployed, ...killed],
        },
      },
      // Each test is many cases, which take long on a busy machine.
      { extends: true, test: { name: 'faults', include: faults, exclude, testTimeout: 240_000 } },
      { extends: true, test: { name: 'killed', globalSetup, include: killed, exclude } },
      { extends: true, test: { name: 'deployed', globalSetup, include: deployed, exclude, fileParallelism: false } },
    ],
  },
});
