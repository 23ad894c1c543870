import { describe, expect, it } from 'vitest';
import { krakenSpotRules } from '../../../../../lib/exchanges/kraken/spot/errors.ts';
import { ExchangeRejection, rejectionError, ruleFor } from '../../../../../lib/exchanges/wire/refusals.ts';

function told(exchangeCode: string) {
  const refusal = new ExchangeRejection('Kraken Spot', exchangeCode);
  const rule = ruleFor(krakenSpotRules, refusal);
  const { code, retryAfterSeconds = null } = rejectionError(rule, refusal);
  return [rule.kind, code, retryAfterSeconds];
}

/**
 * Every string of the documented list (docs.kraken.com/api/docs/guides/spot-errors, exchange/guides/general/errors), of the support page on
 * API errors, and of recorded answers: what becomes of a request that gets the string, under which code, and when to come back.
 */
const known: readonly (readonly [string, string, string, number | null])[] = [
  ['EGeneral:Invalid arguments', 'definite', 'INVALID_ORDER', null],
  ['EGeneral:Invalid arguments:volume', 'definite', 'INVALID_ORDER', null],
  ['EGeneral:Invalid arguments:Index unavailable', 'definite', 'ORDER_REJECTED', null],
  ['EGeneral:Invalid arguments:cl_ord_id not unique', 'idTaken', 'INVALID_ORDER', null],
  ['EGeneral:Temporary lockout', 'definite', 'RATE_LIMITED', 900],
  ['EGeneral:Too many requests', 'definite', 'RATE_LIMITED', 5],
  ['EGeneral:Permission denied', 'definite', 'PERMISSION_DENIED', null],
  ['EGeneral:Unknown method', 'definite', 'INVALID_REQUEST', null],
  ['EGeneral:Internal error', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  ['EGeneral:Internal error:4711', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  ['EService:Unavailable', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  ['EService:Busy', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  ['EService:Timeout', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  ['EService:Deadline elapsed', 'late', 'EXCHANGE_UNAVAILABLE', null],
  ['EService:Market in cancel_only mode', 'not-now', 'EXCHANGE_UNAVAILABLE', 30],
  ['EService:Market in post_only mode', 'not-now', 'EXCHANGE_UNAVAILABLE', 30],
  ['EService:Market in limit_only mode', 'not-now', 'EXCHANGE_UNAVAILABLE', 30],
  ['EService:Market in reduce_only mode', 'not-now', 'EXCHANGE_UNAVAILABLE', 30],
  ['EService: Throttled: 1', 'definite', 'RATE_LIMITED', 5],
  ['EService:Throttled', 'definite', 'RATE_LIMITED', 5],
  ['EDatabase:Internal error', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  ['EAPI:Invalid key', 'definite', 'KEY_REFUSED', null],
  ['EAPI:Invalid signature', 'definite', 'KEY_REFUSED', null],
  ['EAPI:Invalid nonce', 'nonce', 'NONCE_REJECTED', null],
  ['EAPI:Rate limit exceeded', 'definite', 'RATE_LIMITED', 5],
  ['EAPI:Feature disabled', 'definite', 'NOT_SUPPORTED', null],
  ['EAPI:Feature disabled:viqc', 'definite', 'NOT_SUPPORTED', null],
  ['EAPI:Bad request', 'definite', 'INVALID_REQUEST', null],
  ['EAuth:Account temporary disabled', 'definite', 'PERMISSION_DENIED', null],
  ['EAuth:Account unconfirmed', 'definite', 'PERMISSION_DENIED', null],
  ['EAuth:Rate limit exceeded', 'definite', 'RATE_LIMITED', 60],
  ['EAuth:Too many requests', 'definite', 'RATE_LIMITED', 60],
  ['EAccount:Invalid permissions', 'definite', 'PERMISSION_DENIED', null],
  ['EAccount:Invalid permissions:XMR trading restricted for DE', 'definite', 'PERMISSION_DENIED', null],
  ['ESession:Invalid session', 'definite', 'PERMISSION_DENIED', null],
  ['ETrade:User Locked', 'definite', 'PERMISSION_DENIED', null],
  ['ETrade:Locked', 'definite', 'PERMISSION_DENIED', null],
  ['ETrade:Invalid request', 'definite', 'ORDER_REJECTED', null],
  ['EOrder:Cannot open opposing position', 'definite', 'ORDER_REJECTED', null],
  ['EOrder:Cannot open position', 'definite', 'ORDER_REJECTED', null],
  ['EOrder:Margin allowance exceeded', 'definite', 'ORDER_REJECTED', null],
  ['EOrder:Margin level too low', 'definite', 'INSUFFICIENT_FUNDS', null],
  ['EOrder:Margin position size exceeded', 'definite', 'ORDER_REJECTED', null],
  ['EOrder:Insufficient margin', 'definite', 'INSUFFICIENT_FUNDS', null],
  ['EOrder:Insufficient funds', 'definite', 'INSUFFICIENT_FUNDS', null],
  ['EOrder:Order minimum not met', 'definite', 'INVALID_ORDER', null],
  ['EOrder:Cost minimum not met', 'definite', 'INVALID_ORDER', null],
  ['EOrder:Tick size check failed', 'definite', 'INVALID_ORDER', null],
  ['EOrder:Invalid price', 'definite', 'INVALID_ORDER', null],
  ['EOrder:Invalid price:Invalid price argument', 'definite', 'INVALID_ORDER', null],
  ['EOrder:Invalid order', 'definite', 'INVALID_ORDER', null],
  ['EOrder:Post only order', 'definite', 'ORDER_REJECTED', null],
  ['EOrder:Orders limit exceeded', 'not-now', 'RATE_LIMITED', 10],
  ['EOrder:Domain limit exceeded', 'not-now', 'RATE_LIMITED', 10],
  ['EOrder:Scheduled orders limit exceeded', 'not-now', 'RATE_LIMITED', 10],
  ['EOrder:Positions limit exceeded', 'not-now', 'RATE_LIMITED', 10],
  ['EOrder:Rate limit exceeded', 'definite', 'RATE_LIMITED', 5],
  ['EOrder:Domain rate limit exceeded', 'definite', 'RATE_LIMITED', 10],
  ['EOrder:Reduce only:Non-PC', 'definite', 'ORDER_REJECTED', null],
  ['EOrder:Reduce only:No position exists', 'definite', 'ORDER_REJECTED', null],
  // The order may have closed the position itself: "will match as much as possible and cancel back the rest with this error".
  ['EOrder:Reduce only:Position is closed', 'ambiguous', 'ORDER_REJECTED', null],
  ['EOrder:Cancel pending', 'canceling', 'ORDER_REJECTED', null],
  ['EOrder:Trading agreement required', 'definite', 'PERMISSION_DENIED', null],
  ['EOrder:Unknown order', 'gone', 'NOT_FOUND', null],
  ['EOrder:Unknown position', 'definite', 'ORDER_REJECTED', null],
  ['EBM:limit exceeded:CAL', 'definite', 'ORDER_REJECTED', null],
  ['EFunding:Max fee exceeded', 'definite', 'ORDER_REJECTED', null],
  ['EFunding:Invalid amount', 'definite', 'INVALID_REQUEST', null],
  ['EFunding:Insufficient funds', 'definite', 'INSUFFICIENT_FUNDS', null],
  ['EFunding:Unknown asset', 'definite', 'INVALID_REQUEST', null],
  ['EQuery:Unknown asset pair', 'definite', 'INVALID_SYMBOL', null],
  ['EQuery:Invalid asset pair', 'definite', 'INVALID_SYMBOL', null],
  ['EQuery:Unknown asset', 'definite', 'INVALID_REQUEST', null],
];

describe('what Kraken Spot refuses', () => {
  it.each(known)('%s is %s, %s, to be repeated after %s s', (exchangeCode, ...wanted) => {
    expect(told(exchangeCode)).toEqual(wanted);
  });

  it.each(known)('%s is read in every spelling', (exchangeCode, ...wanted) => {
    expect(told(exchangeCode.toUpperCase())).toEqual(wanted);
    expect(told(exchangeCode.replace(':', ': '))).toEqual(wanted);
  });

  // EGeneral and EAPI hold internal errors as well as refusals, so an unknown string of theirs proves nothing.
  it.each(['EGeneral:Something new', 'EAPI:Something new', 'EService:Something new', 'ENew:Something', 'E'])(
    'the unknown string %s leaves the fate of the request open',
    (exchangeCode) => expect(told(exchangeCode)).toEqual(['ambiguous', 'EXCHANGE_UNAVAILABLE', null]),
  );

  it.each([
    ...['EOrder:Internal error', 'EOrder:Timeout', 'EFunding:Internal error', 'ETrade:Internal error'],
    ...['EAccount:Service unavailable', 'EQuery:Busy', 'EBM:Timed out', 'EEarn:Time-out', 'ESession:Internal error'],
    ...['EOrder:Invalid price:Internal error', 'EAuth:Unavailable', 'EAPI:Bad request:Timeout'],
  ])(
    'the undocumented string %s tells of trouble inside the exchange, and leaves the fate of the request open',
    (code) => {
      expect(told(code)).toEqual(['ambiguous', 'EXCHANGE_UNAVAILABLE', null]);
    },
  );

  it('no limit is final: the account may come back under the same name', () => {
    const limits = known.filter(([code]) => /limit exceeded|too many|lockout|throttled/i.test(code));
    expect(limits.length).toBeGreaterThan(10);
    const final = limits.filter(([, , code]) => code !== 'RATE_LIMITED').map(([code]) => code);
    // A limit of the law does not pass.
    expect(final).toEqual(['EBM:limit exceeded:CAL']);
  });
});
