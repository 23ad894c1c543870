import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeOrder } from '../../fixture-calls.ts';
import { answer, kindOf, openOutcomes } from '../../fixture-outcomes.ts';
import { notAfter, orderOf } from '../../fixture-venues.ts';

let scene: Awaited<ReturnType<typeof openOutcomes>>;
beforeAll(async () => {
  scene = await openOutcomes();
});
afterAll(() => scene.simulators.world.close());
const outcomeOf: typeof scene.outcomeOf = (marketType, substitute) => scene.outcomeOf(marketType, substitute);

function sendStatus(fields: Record<string, unknown>) {
  return () =>
    answer({
      result: 'success',
      serverTime: '2026-05-20T10:30:00.000Z',
      sendStatus: { receivedTime: '2026-05-20T10:30:00.000Z', orderEvents: [], ...fields },
    });
}
const fill = { type: 'EXECUTION', executionId: 'x', price: '80000', amount: '0.01' };

describe('answers to sendorder', () => {
  it.each(['placed', 'partiallyFilled', 'filled', 'cancelled'])(
    'sendorder answered %s with an order id has accepted the order',
    async (status) => {
      const { outcome } = await outcomeOf('swap', sendStatus({ status, order_id: 'o1', orderEvents: [fill] }));
      expect(outcome).toMatchObject({
        kind: 'accepted',
        exchangeOrderId: 'o1',
        order: { status: 'filled', averagePrice: '80000' },
      });
    },
  );

  it('sendorder answered placed without any event has accepted an order that only a read can describe', async () => {
    const { outcome } = await outcomeOf('swap', sendStatus({ status: 'placed', order_id: 'o1' }));
    expect(outcome).toEqual({ kind: 'accepted', exchangeOrderId: 'o1', order: null });
  });

  it('a resting futures order that was filled in part is partially filled, and not canceled', async () => {
    const part = { ...fill, amount: '0.004' };
    scene.simulators.swap.substitute = sendStatus({ status: 'placed', order_id: 'o1', orderEvents: [part] });
    const outcome = await placeOrder(
      scene.exchanges.swap,
      orderOf('swap', { type: 'limit', price: '80010' }),
      notAfter,
    );
    scene.simulators.swap.substitute = null;
    expect(outcome).toMatchObject({
      order: { status: 'partially_filled', filledQuantity: '0.004', remainingQuantity: '0.006' },
    });
  });

  // The documentation's list of sendStatus, and refusals that CCXT or older documentation names. For some of these CCXT 4.5.84 raises no error and answers an order without an id.
  it.each([
    ['invalidOrderType', 'INVALID_ORDER'],
    ['invalidSide', 'INVALID_ORDER'],
    ['invalidSize', 'INVALID_ORDER'],
    ['invalidPrice', 'INVALID_ORDER'],
    ['outsidePriceCollar', 'INVALID_ORDER'],
    ['insufficientAvailableFunds', 'INSUFFICIENT_FUNDS'],
    ['wouldNotReducePosition', 'ORDER_REJECTED'],
    ['selfFill', 'ORDER_REJECTED'],
    ['tooManySmallOrders', 'RATE_LIMITED'],
    ['maxPositionViolation', 'ORDER_REJECTED'],
    ['clientOrderIdTooLong', 'INVALID_ORDER'],
    ['marketSuspended', 'EXCHANGE_UNAVAILABLE'],
    ['marketInactive', 'ORDER_REJECTED'],
    ['clientOrderIdAlreadyExist', 'ORDER_REJECTED'],
    ['postWouldExecute', 'ORDER_REJECTED'],
    ['iocWouldNotExecute', 'ORDER_REJECTED'],
    ['wouldCauseLiquidation', 'ORDER_REJECTED'],
    ['marketIsPostOnly', 'EXCHANGE_UNAVAILABLE'],
    ['tooManyOrders', 'RATE_LIMITED'],
    ['clientOrderIdTooBig', 'INVALID_ORDER'],
    ['clientOrderIdInvalid', 'INVALID_ORDER'],
    ['fixedLeverageTooHigh', 'INVALID_ORDER'],
    ['wouldIncreasePriceDislocation', 'ORDER_REJECTED'],
    ['wouldProcessAfterSpecifiedTime', 'ORDER_REJECTED'],
    ['invalidTriggerSignal', 'INVALID_ORDER'],
    ['requiredArgumentMissing', 'INVALID_ORDER'],
  ])('sendorder answered %s is refused as %s, and the error names the status', async (status, code) => {
    const { outcome, requests } = await outcomeOf('swap', sendStatus({ status, order_id: 'o1' }));
    expect(outcome).toMatchObject({ kind: kindOf(code, status), error: { code, details: [{ exchangeCode: status }] } });
    expect(requests).toBe(1);
  });

  it('sendorder answered with a refusal and an execution has an unknown outcome', async () => {
    const reject = { type: 'REJECT', uid: 'o1', reason: 'REJECTED_AFTER_EXECUTION', order: {} };
    const refused = sendStatus({ status: 'selfFill', order_id: 'o1', orderEvents: [fill, reject] });
    expect(await outcomeOf('swap', refused)).toMatchObject({ outcome: { kind: 'unknown' }, requests: 1 });
  });

  it.each(['PLACE', 'CANCEL', 'EDIT', 'EXECUTION', 'aNovelEvent', undefined])(
    'sendorder answered with a refusal beside an event %s is not final: the order may stand',
    async (type) => {
      const orderEvents = [
        { type: 'REJECT', uid: 'o1', order: {} },
        { type, order: {} },
      ];
      const refused = sendStatus({ status: 'insufficientAvailableFunds', order_id: 'o1', orderEvents });
      expect(await outcomeOf('swap', refused)).toMatchObject({ outcome: { kind: 'unknown' }, requests: 1 });
    },
  );

  it('sendorder answered with a refusal whose events cannot be read is not final', async () => {
    for (const orderEvents of ['garbled', [null]])
      expect(await outcomeOf('swap', sendStatus({ status: 'selfFill', orderEvents }))).toMatchObject({
        outcome: { kind: 'unknown' },
      });
  });

  it('sendorder answered with a refusal and the event of the refusal is final', async () => {
    const orderEvents = [{ type: 'REJECT', uid: 'o1', reason: 'INSUFFICIENT_MARGIN', order: {} }];
    const refused = sendStatus({ status: 'insufficientAvailableFunds', order_id: 'o1', orderEvents });
    expect(await outcomeOf('swap', refused)).toMatchObject({ outcome: { kind: 'rejected' } });
  });

  it.each([
    ['authenticationError', 'KEY_REFUSED'],
    ['insufficientPrivileges', 'PERMISSION_DENIED'],
    ['accountInactive', 'PERMISSION_DENIED'],
    ['apiLimitExceeded', 'RATE_LIMITED'],
    ['insufficientFunds', 'INSUFFICIENT_FUNDS'],
    ['contractNotFound', 'INVALID_SYMBOL'],
    ['marketUnavailable', 'EXCHANGE_UNAVAILABLE'],
    ['invalidArgument: size', 'INVALID_ORDER'],
    ['requiredArgumentMissing', 'INVALID_ORDER'],
  ])('the error %s from sendorder is refused as %s under any HTTP status', async (error, code) => {
    for (const status of [200, 400, 401, 500]) {
      const { outcome } = await outcomeOf('swap', () => answer({ result: 'error', error }, status));
      expect(outcome).toMatchObject({ kind: kindOf(code, error), error: { code, details: [{ exchangeCode: error }] } });
    }
  });

  it.each(['BAD_REQUEST', 'NOT_FOUND'])(
    'the refusal %s of the parser leaves nothing open: an order and an amendment are rejected',
    async (status) => {
      const message = status === 'NOT_FOUND' ? '404 NOT_FOUND' : 'Argument invalid: symbol';
      const body = { status, result: 'error', errors: [{ code: 11, message }], serverTime: '2026-09-25T10:00:00.000Z' };
      const { outcome } = await outcomeOf('swap', () => answer(body, 400));
      expect(outcome).toMatchObject({ kind: 'rejected', error: { code: 'INVALID_REQUEST' } });
    },
  );

  it('Kraken’s own words beside HTTP 401 tell a missing permission, and nothing was executed', async () => {
    const body = { reason: 'You are not authorized to access this endpoint.', status: 'unauthorized' };
    const { outcome } = await outcomeOf('swap', () => answer(body, 401));
    expect(outcome).toMatchObject({ kind: 'rejected', error: { code: 'PERMISSION_DENIED' } });
  });

  it('an entry of `errors` from sendorder is a rejection by its message', async () => {
    const body = { result: 'error', errors: [{ code: 92, message: 'INSUFFICIENT_MARGIN' }] };
    const { outcome } = await outcomeOf('swap', () => answer(body, 500));
    expect(outcome).toMatchObject({ kind: 'rejected', error: { code: 'INSUFFICIENT_FUNDS' } });
  });

  it.each([
    'Server Error',
    'unknownError',
    'Json Parse Error',
    'Missing argument',
    'Unavailable',
    'unavailable',
    'aWordNobodyKnows',
  ])('the error %s from sendorder leaves the outcome unknown', async (error) => {
    expect(await outcomeOf('swap', () => answer({ result: 'error', error }))).toMatchObject({
      outcome: { kind: 'unknown' },
      requests: 1,
    });
  });

  it.each([
    ['an undocumented status', { status: 'novelStatus', order_id: 'o1' }],
    ['the undocumented status attempted', { status: 'attempted', order_id: 'o1' }],
    ['no order id', { status: 'placed' }],
    ['an empty order id', { status: 'placed', order_id: '' }],
    ['no status', { order_id: 'o1' }],
    ['a status that is no text', { status: 1, order_id: 'o1' }],
    [
      'an event of no known word',
      { status: 'placed', order_id: 'o1', orderEvents: [{ type: 'FILL', amount: 1, price: 1 }] },
    ],
    ['an execution below zero', { status: 'placed', order_id: 'o1', orderEvents: [{ ...fill, amount: -1 }] }],
    ['an execution without a price', { status: 'placed', order_id: 'o1', orderEvents: [{ ...fill, price: null }] }],
    [
      'a refusal beside an event of no known word',
      { status: 'selfFill', order_id: 'o1', orderEvents: [{ type: 'FILL' }] },
    ],
    ['an execution without an amount', { status: 'placed', order_id: 'o1', orderEvents: [{ type: 'EXECUTION' }] }],
  ])('sendorder answered with %s has an unknown outcome', async (_title, fields) => {
    expect(await outcomeOf('swap', sendStatus(fields))).toMatchObject({ outcome: { kind: 'unknown' }, requests: 1 });
  });

  it('sendorder answered without a sendStatus has an unknown outcome', async () => {
    expect(await outcomeOf('swap', () => answer({ result: 'success' }))).toMatchObject({
      outcome: { kind: 'unknown' },
    });
  });
});
