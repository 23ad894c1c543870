import { vi } from 'vitest';

/** The two lines that an exchange adds outside its folder: the definition, and the code. A test file imports this file before all others. */
vi.mock('../../../lib/exchanges/definitions.ts', async (original) => ({
  ...(await original<object>()),
  ...(await import('./definition.ts')),
}));
vi.mock('../../../lib/exchanges/modules.ts', async (original) => ({
  ...(await original<object>()),
  ...(await import('./modules.ts')),
}));
