import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // CCXT exports only its index, which loads every exchange; its classes are imported by path, as tsconfig maps it.
    alias: { 'ccxt/js': fileURLToPath(new URL('./node_modules/ccxt/js', import.meta.url)) },
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/bundle-functions.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { TZ: 'UTC' },
  },
});
