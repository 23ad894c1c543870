import type { ExchangeAnswer, ExchangeRequest } from '../../../infra/local/exchanges/server/messages.ts';
import type { Refused } from './scene.ts';

interface Words {
  readonly status: number;
  readonly code: number;
  readonly msg: string;
  readonly retryAfter?: string;
}

/** spot: errors and rest-api, IP limits; USD-M: error-code. A missing permission and a wrong key are one code. */
const words: Readonly<Record<Exclude<Refused, 'locked-out'>, Words>> = {
  limited: { status: 429, code: -1003, msg: 'Too many requests; current limit is 6000.', retryAfter: '20' },
  throttled: { status: 429, code: -1015, msg: 'Too many new orders; current limit is 100 orders per 10 SECOND.' },
  unread: { status: 400, code: -1102, msg: "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed." },
  'beside-id': { status: 400, code: -2010, msg: 'Account has insufficient balance for requested action.' },
  denied: { status: 401, code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' },
};

/** A ban of the address for two minutes, the shortest one. */
function banned(now: number): Words {
  const msg = `Way too much request weight used; IP banned until ${now + 120_000}.`;
  return { status: 418, code: -1003, msg, retryAfter: '120' };
}

/** Refusals in Binance's words: nothing was executed. */
export function refuse(_request: ExchangeRequest, how: Refused, now: number): ExchangeAnswer {
  const { status, code, msg, retryAfter } = how === 'locked-out' ? banned(now) : words[how];
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  const named = how === 'beside-id' ? { orderId: 1, algoId: 1 } : {};
  return { status, body: { code, msg, ...named }, headers };
}
