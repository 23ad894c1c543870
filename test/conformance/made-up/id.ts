import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';

/** The type of ids is of the tables as they stand; the made-up exchange is in them only while tests run. */
export const madeUpId = 'madeup' as ExchangeId;
