import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TransportError } from '../../../../lib/exchanges/wire/transport.ts';
import { placeOrder } from '../fixture-calls.ts';
import { answer, openOutcomes } from '../fixture-outcomes.ts';
import { notAfter, openOver, orderOf } from '../fixture-venues.ts';

let scene: Awaited<ReturnType<typeof openOutcomes>>;
beforeAll(async () => {
  scene = await openOutcomes();
});
afterAll(() => scene.simulators.world.close());
const outcomeOf: typeof scene.outcomeOf = (marketType, substitute) => scene.outcomeOf(marketType, substitute);

const page = '<html><head><title>Just a moment...</title></head></html>';
const malformed: [string, unknown, number][] = [
  ['HTML', page, 200],
  ['truncated JSON', '{"error":[],"result":{"txid":["OA', 200],
  ['an empty body', '', 200],
  ['a space', ' ', 200],
  ['null', 'null', 200],
  ['{}', {}, 200],
  ['[]', '[]', 200],
  ['text in quotes', '"ok"', 200],
  ['{"error":[]}', { error: [] }, 200],
  ['{"error":{}}', { error: {} }, 200],
  ['HTTP 500 with HTML', page, 500],
  ['HTTP 502 with HTML', page, 502],
  ['HTTP 503 with an empty body', '', 503],
  ['HTTP 504 with HTML', page, 504],
  ['HTTP 520 with HTML', page, 520],
  ['HTTP 403 with HTML', page, 403],
  ['HTTP 404 with text', '404 Not Found', 404],
  ['HTTP 429 with HTML', page, 429],
  ['a redirect', '', 302],
  [
    'HTTP 201 with an acceptance',
    { error: [], result: { txid: ['O1'] }, sendStatus: { status: 'placed', order_id: 'o1', orderEvents: [] } },
    201,
  ],
  [
    'HTTP 500 with an acceptance',
    { error: [], result: { txid: ['O1'] }, sendStatus: { status: 'placed', order_id: 'o1', orderEvents: [] } },
    500,
  ],
];

const foreign = ['Forbidden', 'Unauthorized'].flatMap((word) => [
  { message: word },
  { reason: word },
  { error: word },
  { errors: [word] },
]);
describe.each(['spot', 'swap'] as const)('%s order refused by something on the way', (marketType) => {
  it.each(foreign.flatMap((body) => [401, 403].map((status) => ({ status, body }))))(
    'is unknown after HTTP $status with $body, which is not Kraken’s',
    async ({ status, body }) => {
      const { outcome } = await outcomeOf(marketType, () => answer(body, status));
      expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'PERMISSION_DENIED' } });
    },
  );
});

describe.each(['spot', 'swap'] as const)('answers outside the protocol of %s', (marketType) => {
  it.each(malformed)(
    `an order on ${marketType} that is answered with %s is unknown, after one request`,
    async (_title, body, status) => {
      expect(await outcomeOf(marketType, () => answer(body, status))).toMatchObject({
        outcome: { kind: 'unknown' },
        requests: 1,
      });
    },
  );

  it.each(malformed)(
    `a read on ${marketType} that is answered with %s ends in the documented error`,
    async (_title, body, status) => {
      scene.simulators[marketType].substitute = () => answer(body, status);
      const code = status === 429 ? 'RATE_LIMITED' : 'EXCHANGE_UNAVAILABLE';
      await expect(scene.exchanges[marketType].wallets.balances()).rejects.toMatchObject({ code });
      scene.simulators[marketType].substitute = null;
    },
  );

  it.each([
    ['sent', 'unknown'],
    ['complete', 'unknown'],
    ['notSent', 'notSent'],
  ] as const)(`an order on ${marketType} whose request failed in phase %s has the outcome %s`, async (phase, kind) => {
    const { outcome } = await outcomeOf(marketType, () => {
      throw new TransportError('reset', phase);
    });
    expect(outcome).toMatchObject({ kind, error: { code: 'EXCHANGE_UNAVAILABLE' } });
  });

  it(`a defect of our own after sending leaves an order on ${marketType} unknown, never free to repeat`, async () => {
    const { outcome } = await outcomeOf(marketType, () => {
      throw new TypeError('defect');
    });
    expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'INTERNAL' } });
  });

  it(`a result of the wrong shape ends every read on ${marketType} in the documented error, never in an empty list`, async () => {
    const exchange = scene.exchanges[marketType];
    scene.simulators[marketType].substitute = () =>
      answer({ error: [], result: marketType === 'spot' ? {} : 'success' });
    const reads = [
      () =>
        exchange.orders.find(
          { symbol: marketType === 'spot' ? 'BTC/USD' : 'BTC/USD:USD', store: 'regular', clientOrderId: '0123' },
          0,
        ),
      () => exchange.orders.open(),
      () => exchange.data.fills({ limit: 10 }),
      ...(marketType === 'swap'
        ? [
            () => exchange.wallets.balances(),
            () => exchange.wallets.positions(),
            () => exchange.data.realizedPnl({ limit: 10 }),
            () => exchange.data.fundingPayments({ limit: 10 }),
            () => exchange.margin.leverage('BTC/USD:USD'),
          ]
        : []),
    ];
    for (const read of reads) await expect(read()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    scene.simulators[marketType].substitute = null;
  });
});

describe('orders that never left', () => {
  it('an order for which no nonce could be taken is not sent', async () => {
    const fails = async () => Promise.reject(new Error('table away'));
    const wire = scene.simulators.spot;
    wire.sent.length = 0;
    const exchange = await openOver('spot', wire, {
      nonces: { next: fails, leap: fails, raiseAbove: async () => undefined },
    });
    expect(await placeOrder(exchange, orderOf('spot'), notAfter)).toMatchObject({
      kind: 'notSent',
      error: { code: 'INTERNAL' },
    });
    expect(wire.sent).toEqual([]);
  });

  it.each(['spot', 'swap'] as const)(
    'an order on %s is not sent where the secret is no base64, and the error names the remedy without the secret',
    async (marketType) => {
      const wire = scene.simulators[marketType];
      wire.sent.length = 0;
      const exchange = await openOver(marketType, wire, { key: { apiKey: 'a-key', secret: 'not base64 !!' } });
      const outcome = await placeOrder(exchange, orderOf(marketType), notAfter);
      expect(outcome).toMatchObject({
        kind: 'notSent',
        error: { code: 'KEY_REFUSED', message: expect.stringMatching(/set the whole credential again/) },
      });
      await expect(exchange.wallets.balances()).rejects.toMatchObject({ code: 'KEY_REFUSED' });
      if (outcome.kind === 'accepted') throw new Error('accepted');
      expect(`${outcome.error.stack} ${outcome.error.cause}`).not.toContain('not base64 !!');
      expect(wire.sent).toEqual([]);
    },
  );
});
