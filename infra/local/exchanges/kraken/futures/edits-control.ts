import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';

/**
 * The fate of a resting post-only order after an edit that would cross the market. The words of `postWouldExecute` are the same for new orders
 * and for edits: "the post-only order would be filled upon placement, thus is cancelled" (docs.kraken.com, edit-order). Whether that is the
 * attempt or the resting order is not told, and no record was found. On spot the documentation says that the change is rejected, and the order
 * rests.
 */
export type CrossingEdits = (typeof ends)[number];

const ends = ['kept', 'canceled'] as const;
const input = z.strictObject({ crossing: z.enum(ends).optional() });

/** `edits {crossing}`: the end of such orders from now on. An empty body only asks. */
export function controlEdits(settings: { crossingEdits: CrossingEdits }, body: Record<string, unknown>): unknown {
  settings.crossingEdits = parseInput(input, body).crossing ?? settings.crossingEdits;
  return { crossing: settings.crossingEdits };
}
