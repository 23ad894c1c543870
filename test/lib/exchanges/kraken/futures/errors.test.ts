import { describe, expect, it } from 'vitest';
import { statusByCode } from '../../../../../lib/errors.ts';
import { krakenFuturesRules } from '../../../../../lib/exchanges/kraken/futures/errors.ts';
import { verifyKrakenFuturesAnswer } from '../../../../../lib/exchanges/kraken/futures/verify-answer.ts';
import { readError } from '../../../../../lib/exchanges/wire/read-error.ts';
import { ExchangeRejection, ruleFor } from '../../../../../lib/exchanges/wire/refusals.ts';

function listedError(code: string, message?: string) {
  const json = { status: 'BAD_REQUEST', result: 'error', errors: [{ code, message }] };
  try {
    verifyKrakenFuturesAnswer({ status: 400, json });
  } catch (error) {
    return error;
  }
  return null;
}

describe('entries of errors[]', () => {
  it.each([
    ['11', 'Argument invalid: symbol', 'definite', 'INVALID_REQUEST'],
    ['11', 'invalid order type', 'definite', 'INVALID_ORDER'],
    ['11', 'words that nobody knows', 'definite', 'INVALID_REQUEST'],
    ['11', undefined, 'definite', 'INVALID_REQUEST'],
    ['92', 'INSUFFICIENT_MARGIN', 'definite', 'INSUFFICIENT_FUNDS'],
    ['92', 'words that nobody knows', 'definite', 'INSUFFICIENT_FUNDS'],
    ['87', undefined, 'definite', 'INVALID_SYMBOL'],
    ['0', '404 NOT_FOUND', 'definite', 'INVALID_REQUEST'],
    ['0', 'words that nobody knows', 'ambiguous', 'EXCHANGE_UNAVAILABLE'],
    ['0', '500 INTERNAL_SERVER_ERROR', 'ambiguous', 'EXCHANGE_UNAVAILABLE'],
    ['11', 'Internal error', 'ambiguous', 'EXCHANGE_UNAVAILABLE'],
    ['110', 'words that nobody knows', 'ambiguous', 'EXCHANGE_UNAVAILABLE'],
  ])('code %s beside "%s" is %s: %s', (number, message, kind, code) => {
    const refusal = listedError(number, message);
    if (!(refusal instanceof ExchangeRejection)) throw new Error('no refusal');
    expect(ruleFor(krakenFuturesRules, refusal)).toMatchObject({ kind, code });
  });
});

describe('errors of Kraken Futures', () => {
  it.each([
    ['authenticationError', 'KEY_REFUSED', /spot key cannot sign futures requests.*futuresApiKey and futuresSecret/],
    ['insufficientPrivileges', 'PERMISSION_DENIED', /lacks a permission.*full access.*withdrawal access/],
    [
      'wouldNotReducePosition',
      'ORDER_REJECTED',
      /wouldNotReducePosition.*there is none on this symbol.*GET \/oems\/execution\/positions/,
    ],
    ['postWouldExecute', 'ORDER_REJECTED', /would have executed at once.*away from the market$/],
    ['nonceBelowThreshold', 'NONCE_REJECTED', /Another program/],
    ['nonceDuplicate', 'NONCE_REJECTED', /Another program/],
    ['accountInactive', 'PERMISSION_DENIED', /not active/],
    ['apiLimitExceeded', 'RATE_LIMITED', /wait and repeat/],
    ['insufficientFunds', 'INSUFFICIENT_FUNDS', /does not hold enough/],
    ['insufficientAvailableFunds', 'INSUFFICIENT_FUNDS', /Reduce the quantity, or fund the wallet.*swap:fi_xbtusd/],
    ['contractNotFound', 'INVALID_SYMBOL', /does not know this contract/],
    ['CONTRACT_DOES_NOT_EXIST', 'INVALID_SYMBOL', /does not know this contract/],
    ['CONTRACT_NOT_FLEXIBLE_FUTURES', 'NOT_SUPPORTED', /BTC\/USD:USD/],
    ['FIXED_LEVERAGE_TOO_HIGH', 'INVALID_ORDER', /leverage/],
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
