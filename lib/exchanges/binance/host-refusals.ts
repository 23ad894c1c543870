import { ambiguous, closed, limit, type RefusalRule } from '../wire/refusals.ts';
import { limitOfHeader } from '../wire/told-limits.ts';

export const inTrouble = 'Binance could not say what became of the request ({code})';
const banned = 'Binance has banned the address of this service for too many requests ({code}); wait';
const tooMany = 'Binance limits the request rate of this address ({code}); wait and repeat';

/** Rules about the answers of one host. */
export function on(host: 'spot' | 'usdm', rules: readonly RefusalRule[]): RefusalRule[] {
  return rules.map((rule) => ({ ...rule, host }));
}

/**
 * HTTP 503 of USD-M in its documented variants (USD-M: General Info). "Unknown error, please check your request or try again later." leaves the
 * execution open; the two others and the throttle say that the request failed. Everything else under 5xx is open, and all of 5xx at the spot
 * host: "It is important to NOT treat this as a failure operation" (spot: rest-api).
 */
const usdmUnavailable: readonly RefusalRule[] = [
  limit(
    'HTTP 503 -1008',
    'Binance USD-M is overloaded and takes reducing orders alone ({code}); nothing was placed',
    5,
  ),
  ...[/Service Unavailable/, /Internal error; unable to process your request/].map((text) => ({
    ...closed('HTTP 503', 'Binance USD-M is unavailable ({code}); nothing was executed. Repeat later'),
    text,
  })),
];

/** Limits and troubles of a host as a whole, told by the status or by a code of its own. */
export const hostRefusals: readonly RefusalRule[] = [
  ...on('usdm', usdmUnavailable),
  ...['HTTP 500', 'HTTP 502', 'HTTP 503', 'HTTP 504', 'HTTP 408'].map((match) =>
    ambiguous(match, 'EXCHANGE_UNAVAILABLE', inTrouble),
  ),
  // The address is banned, for two minutes to three days, and each request makes it longer (spot: rest-api, IP limits).
  { ...limit('HTTP 418', banned, 'told'), bansAddress: true },
  // Of the address. Further requests lead to a ban.
  ...['HTTP 429', '-1003'].map((match) => ({ ...limit(match, tooMany, 'told'), bansAddress: true as const })),
  // "A Retry-After header is sent with a 418 or 429": a page beside the header says nothing about an order.
  { ...limitOfHeader('page 418', banned), bansAddress: true },
  { ...limitOfHeader('page 429', tooMany), bansAddress: true },
  limit('-1015', 'Binance limits the orders of this account ({code}); wait and repeat', 'told'),
  ...on('usdm', [limit('-1008', 'Binance USD-M is overloaded ({code}); nothing was executed, wait and repeat', 5)]),
];
