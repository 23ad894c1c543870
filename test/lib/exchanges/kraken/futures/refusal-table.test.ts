import { describe, expect, it } from 'vitest';
import { krakenFuturesRules } from '../../../../../lib/exchanges/kraken/futures/errors.ts';
import { ExchangeRejection, rejectionError, ruleFor } from '../../../../../lib/exchanges/wire/refusals.ts';

function told(exchangeCode: string) {
  const refusal = new ExchangeRejection('Kraken Futures', exchangeCode);
  const rule = ruleFor(krakenFuturesRules, refusal);
  const { code, retryAfterSeconds = null } = rejectionError(rule, refusal);
  return [rule.kind, code, retryAfterSeconds];
}

type Row = readonly [string, string, string, number | null];

/** The documented errors of a request (docs.kraken.com, futures send-order: `error` and `errors`). */
const errors: readonly Row[] = [
  ['accountInactive', 'definite', 'PERMISSION_DENIED', null],
  ['apiLimitExceeded', 'definite', 'RATE_LIMITED', 10],
  ['authenticationError', 'definite', 'KEY_REFUSED', null],
  ['insufficientPrivileges', 'definite', 'PERMISSION_DENIED', null],
  ['insufficientFunds', 'definite', 'INSUFFICIENT_FUNDS', null],
  ['invalidAccount', 'definite', 'INVALID_REQUEST', null],
  ['invalidAmount', 'definite', 'INVALID_REQUEST', null],
  ['invalidArgument: symbol', 'definite', 'INVALID_ORDER', null],
  ['invalidUnit', 'definite', 'INVALID_REQUEST', null],
  ['Bad Request', 'definite', 'INVALID_REQUEST', null],
  ['Json Parse Error', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  ['Missing argument', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  ['Missing argument: symbol', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  ['marketUnavailable', 'not-now', 'EXCHANGE_UNAVAILABLE', 30],
  ['contractNotFound', 'definite', 'INVALID_SYMBOL', null],
  ['nonceBelowThreshold', 'nonce', 'NONCE_REJECTED', null],
  ['nonceDuplicate', 'nonce', 'NONCE_REJECTED', null],
  ['notFound', 'definite', 'NOT_FOUND', null],
  ['requiredArgumentMissing', 'definite', 'INVALID_ORDER', null],
  ['Server Error', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  ['Unavailable', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  ['unknownError', 'ambiguous', 'EXCHANGE_UNAVAILABLE', null],
  // The second shape of errors, with code and message, recorded or documented per endpoint.
  ['Argument invalid: symbol', 'definite', 'INVALID_REQUEST', null],
  ['404 NOT_FOUND', 'definite', 'INVALID_REQUEST', null],
  ['invalid order type', 'definite', 'INVALID_ORDER', null],
  ['INSUFFICIENT_MARGIN', 'definite', 'INSUFFICIENT_FUNDS', null],
  ['WOULD_CAUSE_LIQUIDATION', 'definite', 'ORDER_REJECTED', null],
  ['CONTRACT_DOES_NOT_EXIST', 'definite', 'INVALID_SYMBOL', null],
  ['CONTRACT_NOT_FLEXIBLE_FUTURES', 'definite', 'NOT_SUPPORTED', null],
];

/** The documented statuses of orders, edits and cancellations, and words for the same in the reasons of events. */
const statuses: readonly Row[] = [
  ['invalidOrderType', 'definite', 'INVALID_ORDER', null],
  ['invalidSide', 'definite', 'INVALID_ORDER', null],
  ['invalidSize', 'definite', 'INVALID_ORDER', null],
  ['invalidPrice', 'definite', 'INVALID_ORDER', null],
  ['insufficientAvailableFunds', 'definite', 'INSUFFICIENT_FUNDS', null],
  ['selfFill', 'definite', 'ORDER_REJECTED', null],
  ['tooManyOrders', 'not-now', 'RATE_LIMITED', 10],
  ['tooManySmallOrders', 'not-now', 'RATE_LIMITED', 10],
  ['ORDER_LIMIT_EXCEEDED', 'not-now', 'RATE_LIMITED', 10],
  ['TRAILING_STOP_ORDER_LIMIT_EXCEEDED', 'not-now', 'RATE_LIMITED', 10],
  ['maxPositionViolation', 'definite', 'ORDER_REJECTED', null],
  ['marketSuspended', 'not-now', 'EXCHANGE_UNAVAILABLE', 30],
  ['marketIsPostOnly', 'not-now', 'EXCHANGE_UNAVAILABLE', 30],
  ['marketInactive', 'definite', 'ORDER_REJECTED', null],
  ['clientOrderIdAlreadyExist', 'idTaken', 'ORDER_REJECTED', null],
  ['clientOrderIdTooLong', 'definite', 'INVALID_ORDER', null],
  ['clientOrderIdTooBig', 'definite', 'INVALID_ORDER', null],
  ['clientOrderIdInvalid', 'definite', 'INVALID_ORDER', null],
  ['outsidePriceCollar', 'definite', 'INVALID_ORDER', null],
  ['postWouldExecute', 'definite', 'ORDER_REJECTED', null],
  ['iocWouldNotExecute', 'definite', 'ORDER_REJECTED', null],
  ['wouldCauseLiquidation', 'definite', 'ORDER_REJECTED', null],
  ['wouldNotReducePosition', 'definite', 'ORDER_REJECTED', null],
  ['wouldIncreasePriceDislocation', 'definite', 'ORDER_REJECTED', null],
  ['wouldProcessAfterSpecifiedTime', 'expired', 'ORDER_REJECTED', null],
  ['fixedLeverageTooHigh', 'definite', 'INVALID_ORDER', null],
  ['invalidTriggerSignal', 'definite', 'INVALID_ORDER', null],
  ['orderForEditNotFound', 'gone', 'NOT_FOUND', null],
  ['orderForEditNotAStop', 'definite', 'INVALID_ORDER', null],
  ['cannotEditTriggerPriceOfTrailingStop', 'definite', 'INVALID_ORDER', null],
  ['cannotEditLimitPriceOfTrailingStop', 'definite', 'INVALID_ORDER', null],
];

describe('what Kraken Futures refuses', () => {
  it.each([...errors, ...statuses])('%s is %s, %s, to be repeated after %s s', (exchangeCode, ...wanted) => {
    expect(told(exchangeCode)).toEqual(wanted);
  });

  // An order that was rejected after an execution has traded.
  it.each([
    ...['REJECTED_AFTER_EXECUTION', 'POST_WOULD_EXECUTE', 'somethingNew', 'partiallyFilled', '', 'attempted'],
    ...['invalid response from engine', 'invalidated', 'Missing response', 'clientOrderIdLookupFailed'],
    ...['invalidArgument: internal error', 'Argument invalid: engine timed out', 'error 11: engine busy'],
  ])('the unknown word "%s" leaves the fate of the request open', (exchangeCode) =>
    expect(told(exchangeCode)).toEqual(['ambiguous', 'EXCHANGE_UNAVAILABLE', null]),
  );
});
