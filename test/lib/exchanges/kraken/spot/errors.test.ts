import { describe, expect, it } from 'vitest';
import { statusByCode } from '../../../../../lib/errors.ts';
import { krakenSpotRules } from '../../../../../lib/exchanges/kraken/spot/errors.ts';
import { readError } from '../../../../../lib/exchanges/wire/read-error.ts';
import { ExchangeRejection } from '../../../../../lib/exchanges/wire/refusals.ts';

// docs.kraken.com/exchange/guides/general/errors; the guide's troubleshooting.
describe('errors of Kraken Spot', () => {
  it.each([
    [
      'EGeneral:Permission denied',
      'PERMISSION_DENIED',
      /lacks a permission.*Query Funds.*Create & Modify Orders.*Settings > API/,
    ],
    [
      'EAPI:Invalid nonce',
      'NONCE_REJECTED',
      /EAPI:Invalid nonce.*another program uses this spot key.*Nonce Window = 10000.*nothing was executed/,
    ],
    [
      'EAPI:Invalid key',
      'KEY_REFUSED',
      /futures key was given as the spot key.*PUT \/delegation\/exchange-account\/credentials/,
    ],
    ['EAPI:Invalid signature', 'KEY_REFUSED', /secret does not belong.*Set key and secret again/],
    ['EAPI:Feature disabled:viqc', 'NOT_SUPPORTED', /has disabled the feature or parameter.*Feature disabled:viqc/],
    ['EAPI:Rate limit exceeded', 'RATE_LIMITED', /wait and repeat/],
    ['EOrder:Rate limit exceeded', 'RATE_LIMITED', /order rate of this pair/],
    ['EGeneral:Temporary lockout', 'RATE_LIMITED', /locked this key out for about 15 minutes/],
    ['EGeneral:Too many requests', 'RATE_LIMITED', /wait and repeat/],
    ['EGeneral:Internal error', 'EXCHANGE_UNAVAILABLE', /internal problem/],
    ['EGeneral:Invalid arguments', 'INVALID_ORDER', /EGeneral:Invalid arguments/],
    ['EGeneral:Unknown method', 'INVALID_REQUEST', /EGeneral:Unknown method/],
    ['EService:Unavailable', 'EXCHANGE_UNAVAILABLE', /unavailable/],
    ['EService:Busy', 'EXCHANGE_UNAVAILABLE', /unavailable/],
    ['EService:Timeout', 'EXCHANGE_UNAVAILABLE', /unavailable/],
    ['EService:Deadline elapsed', 'EXCHANGE_UNAVAILABLE', /may have been carried out all the same/],
    ['EService:Market in limit_only mode', 'EXCHANGE_UNAVAILABLE', /restricts this market/],
    ['EDatabase:Internal error', 'EXCHANGE_UNAVAILABLE', /internal problem/],
    ['EQuery:Unknown asset pair', 'INVALID_SYMBOL', /does not trade this pair/],
    ['EQuery:Unknown asset', 'INVALID_REQUEST', /does not know this asset/],
    ['EFunding:Unknown asset', 'INVALID_REQUEST', /does not know this asset/],
    ['EFunding:Insufficient funds', 'INSUFFICIENT_FUNDS', /does not hold that amount/],
    ['EFunding:Invalid amount', 'INVALID_REQUEST', /amount/],
    ['EOrder:Insufficient funds', 'INSUFFICIENT_FUNDS', /does not hold enough/],
    ['EOrder:Unknown order', 'NOT_FOUND', /does not know this order/],
    ['EOrder:Order minimum not met', 'INVALID_ORDER', /below the pair's minimum/],
    ['EOrder:Cost minimum not met', 'INVALID_ORDER', /below the pair's minimum/],
    ['EOrder:Tick size check failed', 'INVALID_ORDER', /tick/],
    ['EOrder:Orders limit exceeded', 'RATE_LIMITED', /Orders limit exceeded/],
    ['EOrder:Positions limit exceeded', 'RATE_LIMITED', /Positions limit exceeded/],
    ['EOrder:Margin allowance exceeded', 'ORDER_REJECTED', /Margin allowance exceeded/],
    ['EAccount:Invalid permissions', 'PERMISSION_DENIED', /does not let this account trade/],
    ['ETrade:User Locked', 'PERMISSION_DENIED', /contact Kraken support/],
    ['ETrade:Locked', 'PERMISSION_DENIED', /contact Kraken support/],
    ['EOrder:Reduce only:Position is closed', 'ORDER_REJECTED', /may have been filled in part/],
    ['ESession:Invalid session', 'PERMISSION_DENIED', /session/],
  ] as const)('%s of Kraken Spot comes back as %s, with the cause and remedy %s', (exchangeCode, code, message) => {
    const error = readError(krakenSpotRules, 'Kraken Spot', new ExchangeRejection('Kraken Spot', exchangeCode));
    expect(error).toMatchObject({ code, statusCode: statusByCode[code], details: [{ exchangeCode }] });
    expect(error.message).toMatch(message);
  });
});
