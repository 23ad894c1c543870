import { vi } from 'vitest';
import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';
import { madeup } from './definition.ts';

/** The two lines that an exchange adds outside its folder: a definition, and the code. A test file imports this file before all others. */
vi.mock('../../../lib/exchanges/definitions.ts', async (original) => ({
  ...(await original<object>()),
  ...(await import('./definition.ts')),
}));
vi.mock('../../../lib/exchanges/modules.ts', async (original) => ({
  ...(await original<object>()),
  ...(await import('./modules.ts')),
}));

/** The type of ids is of the tables as they stand; the made-up exchange is in them only while tests run. */
export const madeUpId = 'madeup' as ExchangeId;
export { madeup };
