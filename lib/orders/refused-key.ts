import type { SubmitOutcome } from '../exchanges/model/outcome.ts';

/**
 * The exchange refuses the key itself: revoked, ended, a wrong secret or a wrong address. Every exchange judges the key before it executes a request
 * (Binance: SIGNED endpoints, -2014, -2015; Bybit: docs/v5 error, 10003 to 10010, 33004; Kraken: EAPI errors), so the key refuses each copy of the
 * same bytes alike: nothing was executed, and no look can be made with this key.
 */
export function isKeyRefused(outcome: SubmitOutcome): boolean {
  return outcome.kind === 'rejected' && outcome.error.code === 'KEY_REFUSED';
}
