import { vi } from 'vitest';

/** Two exchanges beside those of the tables: the made-up exchange, and the same with two wallets. */
vi.mock('../../../../lib/exchanges/definitions.ts', async (original) => ({
  ...(await original<object>()),
  ...(await import('../definition.ts')),
  ...(await import('./definition.ts')),
}));
vi.mock('../../../../lib/exchanges/modules.ts', async (original) => ({
  ...(await original<object>()),
  ...(await import('../modules.ts')),
  ...(await import('./modules.ts')),
}));
