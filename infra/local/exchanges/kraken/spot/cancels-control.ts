import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';

/**
 * What the exchange makes of a cancellation of open orders. `ignored`: nothing is canceled, and `count` is 0, "number of orders canceled".
 * `pending`: nothing is canceled yet, and the answer says `pending`, "if set, order(s) is/are pending cancellation"
 * (docs.kraken.com/api-reference/trading/cancel-order). The documentation of the batch and of CancelAll names `count` alone; both say
 * `pending` here as well, which is a guess.
 */
export type SpotCancels = (typeof manners)[number];

const manners = ['done', 'ignored', 'pending'] as const;
const input = z.strictObject({ cancels: z.enum(manners).optional() });

/** `cancels {cancels}`: what becomes of cancellations from now on. An empty body only asks. */
export function setCancels(exchange: { cancels: SpotCancels }, body: Record<string, unknown>): unknown {
  exchange.cancels = parseInput(input, body).cancels ?? exchange.cancels;
  return { cancels: exchange.cancels };
}
