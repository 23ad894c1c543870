import { describe, expect, it } from 'vitest';
import { statusByCode } from '../../../../../lib/errors.ts';
import { krakenFuturesRules } from '../../../../../lib/exchanges/kraken/futures/errors.ts';
import { ExchangeRejection, readError } from '../../../../../lib/exchanges/wire/refusals.ts';

describe('errors of Kraken Futures', () => {
  it.each([
    [
      'authenticationError',
      'PERMISSION_DENIED',
      /spot key cannot sign futures requests.*futuresApiKey and futuresSecret/,
    ],
    ['insufficientPrivileges', 'PERMISSION_DENIED', /lacks a permission.*full access.*withdrawal access/],
    [
      'wouldNotReducePosition',
      'ORDER_REJECTED',
      /wouldNotReducePosition.*there is none on this symbol.*GET \/oems\/execution\/positions/,
    ],
    ['nonceBelowThreshold', 'NONCE_REJECTED', /Another program/],
    ['nonceDuplicate', 'NONCE_REJECTED', /Another program/],
    ['accountInactive', 'PERMISSION_DENIED', /not active/],
    ['apiLimitExceeded', 'RATE_LIMITED', /wait and repeat/],
    ['insufficientFunds', 'INSUFFICIENT_FUNDS', /does not hold enough/],
    ['insufficientAvailableFunds', 'INSUFFICIENT_FUNDS', /Transfer funds from spot or reduce the quantity/],
    ['contractNotFound', 'INVALID_SYMBOL', /does not know this contract/],
    ['CONTRACT_DOES_NOT_EXIST', 'INVALID_SYMBOL', /does not know this contract/],
    ['CONTRACT_NOT_FLEXIBLE_FUTURES', 'NOT_SUPPORTED', /BTC\/USD:USD/],
    ['FIXED_LEVERAGE_TOO_HIGH', 'INVALID_REQUEST', /leverage/],
    ['WOULD_CAUSE_LIQUIDATION', 'ORDER_REJECTED', /liquidate/],
    ['INSUFFICIENT_MARGIN', 'INSUFFICIENT_FUNDS', /margin/],
    ['invalidArgument: symbol', 'INVALID_ORDER', /invalidArgument: symbol/],
    ['invalidUnit', 'INVALID_REQUEST', /invalidUnit/],
    ['notFound', 'NOT_FOUND', /does not know/],
    ['Argument invalid: symbol', 'INVALID_REQUEST', /cannot read the request.*nothing was executed/],
    ['Argument missing: size', 'INVALID_REQUEST', /nothing was executed/],
    ['404 NOT_FOUND', 'INVALID_REQUEST', /no such endpoint or id/],
    ['ClientOrderIdInvalid', 'INVALID_ORDER', /client_order_id/],
    ['You are not authorized to access this endpoint.', 'PERMISSION_DENIED', /lacks a permission/],
    ['HTTP 403', 'PERMISSION_DENIED', /lacks a permission/],
    ['Server Error', 'EXCHANGE_UNAVAILABLE', /could not handle/],
    ['Unavailable', 'EXCHANGE_UNAVAILABLE', /unavailable/],
  ] as const)('%s of Kraken Futures comes back as %s, with the cause and remedy %s', (exchangeCode, code, message) => {
    const error = readError(
      krakenFuturesRules,
      'Kraken Futures',
      new ExchangeRejection('Kraken Futures', exchangeCode),
    );
    expect(error).toMatchObject({ code, statusCode: statusByCode[code], details: [{ exchangeCode }] });
    expect(error.message).toMatch(message);
  });
});
