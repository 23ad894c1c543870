import { describe, expect, it } from 'vitest';
import { newCall } from '../../../../lib/aws/call-context.ts';
import { examples } from '../../../../lib/contract/examples.ts';
import { outcomeExamples } from '../../../../lib/contract/examples-outcomes.ts';
import { openapi } from '../../../../lib/contract/openapi.ts';
import { errorsOf } from '../../../../lib/contract/operation-errors.ts';
import { type OperationId, routes } from '../../../../lib/contract/routes.ts';
import { answerOf, type Reply } from '../../../../lib/http/answer.ts';
import { presentAmendment } from '../../../../lib/http/present/amendments.ts';
import { presentCanceledAll } from '../../../../lib/http/present/cancel-all.ts';
import { presentOrder, presentSubmission } from '../../../../lib/http/present/orders.ts';
import { presentClosing } from '../../../../lib/http/present/position-closing.ts';
import { presentTransfer } from '../../../../lib/http/present/transfers.ts';
import type { EntryState, StoredError } from '../../../../lib/journal/entry.ts';
import { notApplied } from '../../../../lib/orders/amend/reconcile-amendment.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { orderFromRecord } from '../../../../lib/orders/order-view.ts';
import { amendmentOf, cancelAllOf } from '../../orders/fixture-changes.ts';
import { describedOf, recordOf } from '../../orders/fixture-records.ts';
import { recordOf as transferOf } from '../../transfers/fixture-records.ts';

/** An answer as a client gets the answer. */
interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

function told(operation: OperationId, present: () => Reply<unknown>): Told {
  const call = newCall('request-1', operation, Date.now() + 60_000);
  const {
    statusCode = 0,
    headers = {},
    body = '',
  } = answerOf(routes[operation], present(), call, {
    tenant: 'acme',
    decimals: 'number',
    errors: errorsOf(operation),
  });
  return { status: statusCode, headers, body: JSON.parse(body) };
}

const unavailable: StoredError = {
  code: 'EXCHANGE_UNAVAILABLE',
  message: 'Kraken is unavailable (EService:Unavailable)',
  details: [{ message: 'answer of Kraken Spot', exchangeCode: 'EService:Unavailable' }],
};
const sentAt = Date.parse('2026-06-26T08:00:00.000Z');
const ref = { tenant: 'acme', accountId: 'exchange_my_kraken' };
const clientOrderId = '6d1b345e2821d2e5b6e1c0a4b3f29d10';

function spotOrder(changes: Partial<OrderRecord>): OrderRecord {
  const usual = recordOf();
  const { price: _price, ...request } = usual.request;
  return {
    ...usual,
    ...{ ref, clientOrderId, sentAt, marketType: 'spot', exchange: 'kraken' },
    request: { ...request, clientOrderId, symbol: 'BTC/USD', type: 'market', quantity: '0.001' },
    ...changes,
  };
}
const order = (changes: Partial<OrderRecord>, replayed = false) =>
  told('createOrder', () => presentSubmission({ record: spotOrder(changes), replayed }));
const closing = (changes: Partial<OrderRecord>) => {
  const usual = spotOrder({ marketType: 'swap', exchange: 'krakenfutures', ...changes });
  const terms = { symbol: 'BTC/USD:USD', side: 'sell', quantity: '0.0004', reduceOnly: true } as const;
  const record = { ...usual, request: { ...usual.request, ...terms } };
  return told('closePosition', () =>
    presentClosing({ record, replayed: false, remaining: null, further: [], stopped: null }),
  );
};
const accepted = (status: 'open' | 'filled' | 'canceled' | 'expired' | 'rejected') => ({
  state: 'ACCEPTED' as const,
  exchangeOrderId: 'O1',
  described: describedOf(spotOrder({}), { status }),
});

const transfer = (state: EntryState, changes: object = {}, replayed = false) =>
  told('createTransfer', () =>
    presentTransfer({
      replayed,
      record: {
        ...transferOf({ state }),
        ...{ ref, transferId: '0c7d1a9f64b84c0c9b3f2f6f2a1d7e55', exchange: 'kraken', exchangeTransferId: null },
        request: { asset: 'USD', amount: '100', from: 'spot', to: 'swap' },
        ...changes,
      },
    }),
  );

const cancelAll = (state: EntryState, replayed = false) => {
  const failed = state === 'ACCEPTED' ? {} : { lastError: unavailable };
  const record = cancelAllOf({ ref, state, marketType: 'spot', ...failed });
  return told('cancelAllOrders', () => presentCanceledAll({ record, replayed }));
};

const restingOrder = spotOrder({ state: 'ACCEPTED', exchangeOrderId: 'OUF4EM-FRGI2-MQMWZD', describedAt: sentAt });
const resting = orderFromRecord({
  ...restingOrder,
  request: { ...restingOrder.request, type: 'limit', price: '70500' },
  described: describedOf(restingOrder, {
    createdAt: sentAt,
    price: '70500',
    quantity: '0.001',
    remainingQuantity: '0.001',
  }),
});
const amendment = (state: EntryState, changes: object = {}, replayed = false) =>
  told('amendOrder', () =>
    presentAmendment({ record: { ...amendmentOf({ state }), ...changes }, order: resting, replayed }),
  );
const notAmended = notApplied(amendmentOf({ lastError: unavailable }));

const replays = (answer: Told) => [
  answer.headers['idempotent-replayed'],
  (answer.body.data as { replayed?: true } | undefined)?.replayed,
];

describe('an order that was not placed', () => {
  const absent = { state: 'NEVER_ARRIVED', lastError: unavailable } as const;

  it.each([false, true])(
    'is 409 NOT_PLACED with the words of the exchange and the order (replayed: %j)',
    (replayed) => {
      const { status, body } = order(absent, replayed);
      expect([status, body.isError, body.code]).toEqual([409, true, 'NOT_PLACED']);
      expect(body.message).toMatch(/^The order was not placed: .*EService:Unavailable.*safe to send under a new key$/);
      expect(body.details).toMatchObject([{ exchange_code: 'EService:Unavailable' }]);
      expect(body.data).toMatchObject({ order: { status: 'not_placed', client_order_id: clientOrderId } });
    },
  );

  it('of an earlier release, without a reason, is NOT_PLACED too', () => {
    const { status, body } = order({ state: 'NEVER_ARRIVED' });
    expect([status, body.code, body.details]).toEqual([409, 'NOT_PLACED', undefined]);
    expect(body.message).toMatch(/shows no such order.*safe to send under a new key/);
  });
});

describe('an order that the exchange took and rejected', () => {
  it('is an error by its status with the order, and one with a fill is not rejected', () => {
    const { status, body } = order(accepted('rejected'));
    expect([status, body.code]).toEqual([422, 'ORDER_REJECTED']);
    expect(body.data).toMatchObject({ order: { status: 'rejected' } });
  });
});

describe('an order that is read or listed later', () => {
  const rejected: StoredError = {
    code: 'INSUFFICIENT_FUNDS',
    message: 'the wallet has not enough (EOrder:Insufficient funds)',
    details: [{ message: 'answer of Kraken Spot', exchangeCode: 'EOrder:Insufficient funds' }],
  };
  const shown = (changes: Partial<OrderRecord>) => presentOrder(orderFromRecord(spotOrder(changes)));

  it.each([
    ['rejected', { state: 'REJECTED', error: rejected }, 'INSUFFICIENT_FUNDS', 'EOrder:Insufficient funds'],
    ['not_placed', { state: 'NEVER_ARRIVED', lastError: unavailable }, 'EXCHANGE_UNAVAILABLE', 'EService:Unavailable'],
    ['unknown', { state: 'UNKNOWN', lastError: unavailable }, 'EXCHANGE_UNAVAILABLE', 'EService:Unavailable'],
  ] as const)('tells why it is %s, in the words of the exchange', (status, changes, code, exchangeCode) => {
    const { status: told, reject_reason: reason } = shown(changes);
    expect([told, reason]).toMatchObject([status, { code, exchange_code: exchangeCode }]);
    expect(reason?.message).toContain(exchangeCode);
  });

  it('that was accepted in the end has no reason of an earlier attempt', () => {
    expect(shown({ state: 'ACCEPTED', lastError: unavailable })).not.toHaveProperty('reject_reason');
  });
});

describe('an order without a verdict', () => {
  it.each(['IN_FLIGHT', 'UNKNOWN', 'NEEDS_REVIEW'] as const)('in state %s is 202', (state) => {
    expect(order({ state })).toMatchObject({ status: 202, body: { isError: false } });
  });
});

describe('a replay', () => {
  it.each([
    ['an order', order(accepted('filled'), true), order(accepted('filled'))],
    ['an order that was not placed', order({ state: 'NEVER_ARRIVED' }, true), order({ state: 'NEVER_ARRIVED' })],
    ['an order without a verdict', order({ state: 'UNKNOWN' }, true), order({ state: 'UNKNOWN' })],
    ['an amendment', amendment('ACCEPTED', {}, true), amendment('ACCEPTED')],
    ['a cancellation', cancelAll('ACCEPTED', true), cancelAll('ACCEPTED')],
    ['a transfer', transfer('ACCEPTED', { isBooked: true }, true), transfer('ACCEPTED', { isBooked: true })],
  ])('of %s says so in the data beside the header, and the first answer does not', (_what, again, first) => {
    expect(replays(again)).toEqual(['true', true]);
    expect(replays(first)).toEqual([undefined, undefined]);
    expect(again.status).toBe(first.status);
    if (again.status === 200) expect(again.body.message).not.toBe(first.body.message);
  });

  it.each([
    ['an order', () => order({ state: 'REJECTED', error: unavailable }, true)],
    ['an amendment', () => amendment('REJECTED', { error: unavailable }, true)],
    ['a transfer', () => transfer('REJECTED', { error: unavailable }, true)],
  ])('of a refusal of %s tells the stored error, and says so in the data', (_what, ask) => {
    const answer = ask();
    expect([answer.status, answer.body.code]).toEqual([503, 'EXCHANGE_UNAVAILABLE']);
    expect(replays(answer)).toEqual(['true', true]);
  });

  it.each([
    ['an order', () => order({ state: 'NOT_SENT', error: unavailable }, true)],
    ['an amendment', () => amendment('NOT_SENT', { error: unavailable }, true)],
    ['a transfer', () => transfer('NOT_SENT', { error: unavailable }, true)],
  ])('of %s that the same key may still send shows the error alone, and nothing as not placed', (_what, ask) => {
    expect(ask).toThrow(unavailable.message);
  });

  it.each(['canceled', 'filled', 'open'] as const)('of an order that is %s is never called placed', (status) => {
    const { body } = order(accepted(status), true);
    expect(body.message).not.toMatch(/order placed/i);
    expect(body.message).toContain(status);
  });
});

describe('the first answer', () => {
  it('to an order that rests or is filled is "Order placed", without the field of replays', () => {
    for (const status of ['open', 'filled'] as const) {
      const { body } = order(accepted(status));
      expect([body.message, Object.keys(body.data as object)]).toEqual(['Order placed', ['order']]);
    }
  });

  it.each(['canceled', 'expired'] as const)('to an order that ended at once as %s says the end', (status) => {
    expect(order(accepted(status)).body.message).toBe(`The exchange took the order and ended the order: ${status}`);
  });

  it.each([
    ['an order', (again: boolean) => order({ state: 'REJECTED', error: unavailable }, again), 'order'],
    ['an amendment', (again: boolean) => amendment('REJECTED', { error: unavailable }, again), 'order'],
    ['a transfer', (again: boolean) => transfer('REJECTED', { error: unavailable }, again), 'transfer_id'],
  ] as const)('to %s that is refused for good shows it beside the error, as the replay does', (_what, ask, shown) => {
    const [first, again] = [ask(false), ask(true)];
    expect(first.body.data).toHaveProperty(shown);
    const { replayed, ...data } = again.body.data as Record<string, unknown>;
    expect([again.status, { ...again.body, data }, replayed]).toEqual([first.status, first.body, true]);
  });
});

describe('a command that was not carried out is an error by its status', () => {
  it.each([
    ['an amendment', () => amendment('NEVER_ARRIVED', { error: notAmended.error })],
    ['an amendment of an earlier release', () => amendment('NEVER_ARRIVED', { error: unavailable })],
    ['a transfer', () => transfer('NEVER_ARRIVED', { lastError: unavailable })],
    ['a cancellation that was given up', () => cancelAll('NEEDS_REVIEW')],
  ])('%s is 409 NOT_PLACED with its data', (_what, ask) => {
    const { status, body } = ask();
    expect([status, body.isError, body.code, body.data]).toEqual([409, true, 'NOT_PLACED', expect.any(Object)]);
  });
});

describe('a transfer', () => {
  it.each([
    [true, 'completed', 'Transfer completed'],
    [false, 'pending', 'Transfer requested'],
  ])('booked %j is %s and says "%s"', (isBooked, status, message) => {
    expect(transfer('ACCEPTED', { isBooked }).body).toMatchObject({ message, data: { status } });
  });
});

describe('the examples of outcomes in the OpenAPI document', () => {
  const answers: Record<string, readonly [Told, Told]> = {
    createOrder: [
      order({ state: 'UNKNOWN', lastError: unavailable }),
      order({ state: 'NEVER_ARRIVED', lastError: unavailable }),
    ],
    amendOrder: [amendment('UNKNOWN'), amendment('NEVER_ARRIVED', { error: notAmended.error })],
    closePosition: [
      closing({ state: 'UNKNOWN', lastError: unavailable }),
      closing({ state: 'NEVER_ARRIVED', lastError: unavailable }),
    ],
    cancelAllOrders: [cancelAll('UNKNOWN'), cancelAll('NEEDS_REVIEW')],
    createTransfer: [
      transfer('UNKNOWN', { lastError: unavailable }),
      transfer('NEVER_ARRIVED', { lastError: unavailable }),
    ],
  };
  interface Shown {
    readonly example?: object;
    readonly examples?: { readonly NOT_PLACED: { readonly value: { readonly requestId: string } } };
  }
  interface Response {
    readonly content: { readonly 'application/json': Shown };
  }
  const paths = openapi().paths as Record<string, Record<string, { responses: Record<number, Response> }>>;
  const shownIn = ({ path, method }: (typeof routes)[OperationId], status: number): Shown =>
    paths[path]?.[method.toLowerCase()]?.responses[status]?.content['application/json'] ?? {};

  it('stand for every idempotent operation', () => {
    const idempotent = Object.entries(routes).filter(([, route]) => 'idempotent' in route);
    expect(Object.keys(outcomeExamples).toSorted()).toEqual(idempotent.map(([id]) => id).toSorted());
  });

  it.each(Object.keys(answers) as OperationId[])('of %s are what the service answers', (operation) => {
    const [unknown, absent] = answers[operation] as readonly [Told, Told];
    expect(shownIn(routes[operation], 202).example).toEqual(unknown.body);
    const value = shownIn(routes[operation], 409).examples?.NOT_PLACED.value;
    expect(value).toEqual({ ...absent.body, requestId: value?.requestId });
  });

  it('the example of a transfer has the message of its status', () => {
    expect(examples.createTransfer.data).toMatchObject({ status: 'completed' });
    expect(routes.createTransfer.message).toBe('Transfer completed');
  });
});
