import { throttleSpellings } from '../../../infra/local/exchanges/kraken/spot/rate-limits.ts';
import type { ExchangeAnswer, ExchangeRequest } from '../../../infra/local/exchanges/server/messages.ts';
import type { Refused } from './scene.ts';

/** Kraken's refusals by the service that answers. */
export function refuse({ path }: ExchangeRequest, how: Refused, now: number): ExchangeAnswer {
  const named =
    how === 'beside-id' ? { result: { txid: ['OAAAAA-BBBBB-CCCCCC'], amend_id: 'TAAAAA-BBBBB-CCCCCC' } } : {};
  if (path.startsWith('/0/')) return { status: 200, body: { error: [spotWords[how](now)], ...named } };
  return path.startsWith('/derivatives/') ? derivatives(how, now) : others[how];
}

/** Each spelling of a throttled request has its turn: the millisecond draws. */
function throttled(now: number): string {
  const spellings = Object.values(throttleSpellings);
  return spellings[Math.floor(now) % spellings.length]?.(Math.ceil(now / 1000) + 30) ?? '';
}

/** docs.kraken.com/exchange/guides/general/errors; the moment of a throttled request is in Unix seconds (guides/rest/ratelimits). */
const spotWords: Readonly<Record<Refused, (now: number) => string>> = {
  limited: () => 'EAPI:Rate limit exceeded',
  throttled,
  unread: () => 'EGeneral:Invalid arguments:volume',
  'locked-out': () => 'EGeneral:Temporary lockout',
  denied: () => 'EGeneral:Permission denied',
  'beside-id': () => 'EOrder:Insufficient funds',
};

/** `BAD_REQUEST` with code 11 was recorded 2023 and 2026-09, of requests that were not executed. Futures know no lockout: the key is unknown. */
function derivatives(how: Refused, now: number): ExchangeAnswer {
  const told = { result: 'error', serverTime: new Date(now).toISOString() };
  if (how === 'unread') {
    const errors = [{ code: 11, message: 'Argument invalid: symbol' }];
    return { status: 400, body: { status: 'BAD_REQUEST', ...told, errors } };
  }
  const order = { status: 'placed', order_id: '11111111-2222-4333-8444-555555555555', orderEvents: [] };
  const named = how === 'beside-id' ? { sendStatus: order, editStatus: { ...order, status: 'edited' } } : {};
  return { status: 200, body: { ...told, ...named, error: derivativesWords[how] } };
}

const derivativesWords = {
  limited: 'apiLimitExceeded',
  throttled: 'apiLimitExceeded',
  'locked-out': 'authenticationError',
  denied: 'insufficientPrivileges',
  'beside-id': 'insufficientFunds',
} as const;

/** Histories and the key check: 401 without a code (recorded), 429 in plain text (get-account-log). */
const unauthorized: ExchangeAnswer = {
  status: 401,
  body: { reason: 'You are not authorized to access this endpoint.', status: 'unauthorized' },
};
const tooMany: ExchangeAnswer = { status: 429, body: 'Too Many Requests', headers: { 'rate-limit-reset': '30' } };
const others: Readonly<Record<Refused, ExchangeAnswer>> = {
  limited: tooMany,
  throttled: tooMany,
  unread: { status: 400, body: { errors: ['invalidArgument: since'] } },
  'locked-out': unauthorized,
  denied: unauthorized,
  'beside-id': { status: 400, body: { errors: ['invalidArgument: since'] } },
};
