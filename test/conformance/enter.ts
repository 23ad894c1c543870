import { vi } from 'vitest';

/**
 * The exchanges that the cases run over beside the table: the made-up exchange, and an exchange whose code is complete but for the suites that
 * joining the table would spread it over. A test file imports this file before all others.
 */
vi.mock('../../lib/exchanges/definitions.ts', async (original) => ({
  ...(await original<object>()),
  ...(await import('./made-up/definition.ts')),
}));
vi.mock('../../lib/exchanges/modules.ts', async (original) => ({
  ...(await original<object>()),
  ...(await import('./made-up/modules.ts')),
}));

/** Pauses between requests keep a limit of the exchange: over a simulated exchange its clock moves instead. */
vi.mock('node:timers/promises', async (original) => {
  const real = await original<typeof import('node:timers/promises')>();
  const { simulated } = await import('./pauses.ts');
  async function setTimeout<T>(ms?: number, value?: T, options?: object): Promise<T | undefined> {
    if (simulated.advance === null) return real.setTimeout(ms, value, options);
    simulated.advance(ms ?? 0);
    return value;
  }
  return { ...real, setTimeout };
});
