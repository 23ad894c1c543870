import * as z from 'zod';
import { exchangeIds } from '../exchanges/exchanges.ts';
import { marketTypes } from '../exchanges/model/axes.ts';
import type { PullMessage } from './pull-message.ts';

/** The body of a message of a pull queue. */
export const pullMessage: z.ZodType<PullMessage> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('account'), tenant: z.string().min(1), accountId: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('rates'),
    exchange: z.enum(exchangeIds),
    marketType: z.enum(marketTypes),
    symbol: z.string().min(1),
  }),
]);

/** The event of the dispatcher: an operator may send `{"spread_seconds": 0}` for "pull now". The event of a schedule has no spread. */
export const dispatchRequest = z.object({ spread_seconds: z.int().min(0).max(900).optional() });
