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
