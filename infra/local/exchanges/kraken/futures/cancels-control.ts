import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';

/**
 * What the exchange makes of a cancellation of open orders. `ignored`: nothing is canceled. The documented words of cancelorder and batchorder
 * are `cancelled`, `filled` and `notFound`, and of cancelallorders `cancelled` and `noOrdersToCancel`: so `notFound` and `noOrdersToCancel`.
 * `unlisted`: nothing is canceled, and the word is none of the documented words, as in a list that has grown.
 */
export type FuturesCancels = (typeof manners)[number];

const manners = ['done', 'ignored', 'unlisted'] as const;
const input = z.strictObject({ cancels: z.enum(manners).optional() });

/** `cancels {cancels}`: what becomes of cancellations from now on. An empty body only asks. */
export function controlCancels(settings: { cancels: FuturesCancels }, body: Record<string, unknown>): unknown {
  settings.cancels = parseInput(input, body).cancels ?? settings.cancels;
  return { cancels: settings.cancels };
}

/** The word for an order that stays open; null where cancellations are carried out. */
export function wordOfNothing({ cancels }: { readonly cancels: FuturesCancels }): string | null {
  if (cancels === 'done') return null;
  return cancels === 'ignored' ? 'notFound' : 'cancellationUnlisted';
}
