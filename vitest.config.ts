import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Suites that take minutes, each behind a script of its own; `npm test` is everything else. */
const faults = ['test/faults/**/*.test.ts', 'test/lib/transfers/{faults,twins}.test.ts'];
const deployed = ['test/e2e/{template,concurrency}.test.ts'];

const exclude = ['**/node_modules/**'];

export default defineConfig({
  resolve: {
    // CCXT exports only its index, which loads every exchange; its classes are imported by path, as tsconfig maps it.
    alias: { 'ccxt/js': fileURLToPath(new URL('./node_modules/ccxt/js', import.meta.url)) },
  },
  test: {
    globalSetup: ['test/bundle-functions.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores idle while tests wait for nonces and deadlines.
    maxWorkers: 3,
    env: { TZ: 'UTC' },
    projects: [
      {
        extends: true,
        test: { name: 'main', include: ['test/**/*.test.ts'], exclude: [...exclude, ...faults, ...deployed] },
      },
      // Each test is many cases: on a busy machine they take their time.
      { extends: true, test: { name: 'faults', include: faults, exclude, testTimeout: 240_000 } },
      { extends: true, test: { name: 'deployed', include: deployed, exclude, fileParallelism: false } },
    ],
  },
});
