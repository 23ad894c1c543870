import * as z from 'zod';
import { type Amending, amendmentManners } from '../engine/late-amendments.ts';
import { parseInput, wholeNumber } from '../server/control-input.ts';

const input = z.strictObject({ amendments: z.enum(amendmentManners).optional(), late_ms: wholeNumber.optional() });

/**
 * `amendments {amendments, late_ms}`: what becomes of acknowledged amendments from now on. An empty body only asks. No acknowledgement of
 * Kraken Spot describes the order (`amend_id` alone), and no record shows how soon the order has its new terms.
 */
export function setAmending(amending: Amending, body: Record<string, unknown>): unknown {
  const { amendments = amending.manner, late_ms: lateMs = amending.lateMs } = parseInput(input, body);
  Object.assign(amending, { manner: amendments, lateMs });
  return { amendments: amending.manner, late_ms: amending.lateMs };
}
