import { describe, expect, it } from 'vitest';
import { krakenFuturesRules } from '../../../../../lib/exchanges/kraken/futures/errors.ts';
import { verifyKrakenFuturesAnswer } from '../../../../../lib/exchanges/kraken/futures/verify-answer.ts';
import { ExchangeRejection, MalformedResponse, ruleFor } from '../../../../../lib/exchanges/wire/refusals.ts';
import { useOrders } from '../../fixture-orders.ts';
import { startTime } from '../../fixture-venues.ts';

const scene = useOrders();

function refusalIn(json: object): ExchangeRejection {
  try {
    verifyKrakenFuturesAnswer({ status: 200, json });
  } catch (refusal) {
    if (refusal instanceof ExchangeRejection) return refusal;
  }
  throw new Error('no refusal');
}

describe('answers of Kraken Futures', () => {
  it.each([{ logs: [] }, { elements: [] }, { rates: [] }, { permissions: {} }, { result: 'success', elements: [] }])(
    '%j is a success',
    (json) => expect(() => verifyKrakenFuturesAnswer({ status: 200, json })).not.toThrow(),
  );

  it.each([
    ...[
      { result: 'error', elements: [] },
      { result: 'error', logs: [] },
      { result: 'error', errors: [], elements: [] },
    ],
    ...[{ result: null, elements: [] }, { result: 'partial', logs: [] }, { result: 'error' }],
    ...[
      { elements: [], error: {} },
      { elements: [], errors: {} },
      { elements: [], errors: [null] },
    ],
    ...[
      { result: 'success', orders: [], errors: [''] },
      { result: 'success', orders: [], error: { code: 1 } },
    ],
  ])('%j is no success', (json) => {
    expect(() => verifyKrakenFuturesAnswer({ status: 200, json })).toThrow();
  });

  it.each([
    [['INSUFFICIENT_MARGIN', 'Unavailable'], 'Unavailable'],
    [['Unavailable', 'INSUFFICIENT_MARGIN'], 'Unavailable'],
    [['INSUFFICIENT_MARGIN', 'apiLimitExceeded'], 'apiLimitExceeded'],
    [['INSUFFICIENT_MARGIN', ''], 'unreadable error'],
    [
      [
        { code: 92, message: 'INSUFFICIENT_MARGIN' },
        { code: 0, message: '500 INTERNAL_SERVER_ERROR' },
      ],
      '500 INTERNAL_SERVER_ERROR',
    ],
    [['INSUFFICIENT_MARGIN', 'WOULD_CAUSE_LIQUIDATION'], 'INSUFFICIENT_MARGIN'],
  ])('the errors %j are judged by the error that leaves most open: %s', (errors, told) => {
    const refusal = refusalIn({ result: 'error', errors });
    expect(refusal.exchangeCode).toContain(told);
    expect(refusalIn({ result: 'error', errors, error: 'aWordNobodyKnows' }).exchangeCode).toMatch(
      /Unavailable|unreadable|INTERNAL|aWordNobodyKnows/,
    );
  });

  it('an error in an unreadable shape leaves the fate of the request open', () => {
    for (const error of [{}, [null], [7], { code: 'x' }])
      expect(ruleFor(krakenFuturesRules, refusalIn({ result: 'error', error })).kind).toBe('ambiguous');
  });

  it.each([{ elements: [] }, { elements: [], logs: [] }])(
    'no order is absent, and no history is empty, beside the result "error" and %j',
    async (lists) => {
      scene.simulators.swap.substitute = () => ({
        status: 200,
        body: {
          result: scene.simulators.swap.sent.at(-1)?.path.includes('history') ? 'error' : 'success',
          orders: [],
          ...lists,
        },
      });
      const ref = { symbol: 'BTC/USD:USD', store: 'regular', clientOrderId: 'abc' } as const;
      const find = scene.exchanges.swap.orders.find(ref, startTime - 60_000);
      await expect(find).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
      await expect(scene.exchanges.swap.data.fundingPayments({ limit: 5 })).rejects.toMatchObject({
        code: 'EXCHANGE_UNAVAILABLE',
      });
    },
  );
});

it.each([201, 404, 500, 502])(
  'a result under HTTP %i is no success, and leaves the fate of the request open',
  (status) => {
    for (const json of [{ result: 'success', sendStatus: {} }, { logs: [] }])
      expect(() => verifyKrakenFuturesAnswer({ status, json })).toThrow(MalformedResponse);
  },
);
