import { sharedNow } from '../aws/clock.ts';
import { env } from '../aws/env.ts';

const secondsPerDay = 86_400;

/**
 * When the table may forget an entry that has come to its end now, in epoch seconds; null: never. The name of a forgotten request can be used again, so the
 * least time of a stage (infra/aws/stage-schema.ts) is longer than any client repeats a call.
 */
export function forgottenAt(now = sharedNow()): number | null {
  const days = env.journalRetentionDays;
  return days === null ? null : Math.ceil(now / 1000) + days * secondsPerDay;
}
