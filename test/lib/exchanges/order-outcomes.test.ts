import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exchange, Product } from '../../../lib/exchanges/exchange.ts';
import { TransportError } from '../../../lib/exchanges/transport.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues, type VenueWire } from './fixture-venues.ts';

let venues: Venues;
const exchanges: Partial<Record<Product, Exchange>> = {};

beforeAll(async () => {
  venues = openVenues();
  for (const product of ['spot', 'swap'] as const) exchanges[product] = await openOver(product, venues[product]);
});
afterAll(() => venues.world.close());

/** What an order becomes when the exchange answers so; and how many requests it took. */
async function outcomeOf(product: Product, substitute: NonNullable<VenueWire['substitute']>) {
  const wire = venues[product];
  wire.sent.length = 0;
  wire.substitute = substitute;
  const outcome = await exchanges[product]?.submitOrder(orderOf(product), notAfter);
  wire.substitute = null;
  return { outcome, requests: wire.sent.length };
}

const answer = (body: unknown, status = 200) => ({ status, body });
const spotRefusal = (code: string) => () => answer({ error: [code] });
const sendStatus = (fields: Record<string, unknown>) => () =>
  answer({
    result: 'success',
    serverTime: '2026-05-20T10:30:00.000Z',
    sendStatus: { receivedTime: '2026-05-20T10:30:00.000Z', orderEvents: [], ...fields },
  });
const fill = { type: 'EXECUTION', executionId: 'x', price: '80000', amount: '0.01' };

describe('an answer to AddOrder', () => {
  it('is acceptance when it carries exactly one order id', async () => {
    const { outcome } = await outcomeOf('spot', () => answer({ error: [], result: { txid: ['O1'] } }));
    expect(outcome).toEqual({ kind: 'accepted', exchangeOrderId: 'O1', order: null });
  });

  it('with a warning beside the order id is acceptance', async () => {
    const { outcome } = await outcomeOf('spot', () => answer({ error: ['WGeneral:Danger'], result: { txid: ['O1'] } }));
    expect(outcome).toMatchObject({ kind: 'accepted', exchangeOrderId: 'O1' });
  });

  it.each([
    ['EOrder:Insufficient funds', 'INSUFFICIENT_FUNDS'],
    ['EOrder:Insufficient margin', 'INSUFFICIENT_FUNDS'],
    ['EOrder:Order minimum not met', 'INVALID_ORDER'],
    ['EOrder:Cost minimum not met', 'INVALID_ORDER'],
    ['EOrder:Tick size check failed', 'INVALID_ORDER'],
    ['EOrder:Invalid price:Invalid price argument', 'INVALID_ORDER'],
    ['EGeneral:Invalid arguments:volume', 'INVALID_ORDER'],
    ['EOrder:Post only order', 'ORDER_REJECTED'],
    ['EOrder:Orders limit exceeded', 'ORDER_REJECTED'],
    ['EOrder:Domain limit exceeded', 'ORDER_REJECTED'],
    ['EOrder:Reduce only:No position exists', 'ORDER_REJECTED'],
    ['EOrder:Trading agreement required', 'ORDER_REJECTED'],
    ['EService:Market in cancel_only mode', 'ORDER_REJECTED'],
    ['EService:Market in post_only mode', 'ORDER_REJECTED'],
    ['EService:Deadline elapsed', 'ORDER_REJECTED'],
    ['EService:Throttled: 1779273000', 'RATE_LIMITED'],
    ['EOrder:Rate limit exceeded', 'RATE_LIMITED'],
    ['EAPI:Rate limit exceeded', 'RATE_LIMITED'],
    ['EGeneral:Temporary lockout', 'RATE_LIMITED'],
    ['EQuery:Unknown asset pair', 'INVALID_SYMBOL'],
    ['EAccount:Invalid permissions:XMR trading restricted for DE', 'PERMISSION_DENIED'],
    ['EGeneral:Permission denied', 'PERMISSION_DENIED'],
    ['EAPI:Invalid key', 'PERMISSION_DENIED'],
    ['EAPI:Invalid signature', 'PERMISSION_DENIED'],
    ['ETrade:User Locked', 'PERMISSION_DENIED'],
    ['EGeneral:Unknown method', 'ORDER_REJECTED'],
  ])('%s is a rejection that names the code', async (exchangeCode, code) => {
    const { outcome, requests } = await outcomeOf('spot', spotRefusal(exchangeCode));
    expect(outcome).toMatchObject({ kind: 'rejected', error: { code, details: [{ exchangeCode }] } });
    expect(requests).toBe(1);
  });

  it.each([
    'EService:Unavailable',
    'EService:Busy',
    'EService:Timeout',
    'EGeneral:Internal error',
    'EGeneral:Internal error:1',
    'EDatabase:Internal error',
    'ENovel:Something new',
  ])('%s does not say whether the order was placed: unknown', async (exchangeCode) => {
    expect(await outcomeOf('spot', spotRefusal(exchangeCode))).toMatchObject({
      outcome: { kind: 'unknown' },
      requests: 1,
    });
  });

  it.each([
    ['no id', { error: [], result: { descr: { order: 'buy' } } }],
    ['an empty id', { error: [], result: { txid: [''] } }],
    ['no id in the list', { error: [], result: { txid: [] } }],
    ['two ids', { error: [], result: { txid: ['O1', 'O2'] } }],
    ['an id that is no text', { error: [], result: { txid: [{ id: 'O1' }] } }],
    ['a list as result', { error: [], result: [] }],
    ['no result', { error: [] }],
    ['a null result', { error: [], result: null }],
  ])('with %s is neither acceptance nor rejection', async (_title, body) => {
    expect(await outcomeOf('spot', () => answer(body))).toMatchObject({ outcome: { kind: 'unknown' }, requests: 1 });
  });
});

describe('an answer to sendorder', () => {
  it.each(['placed', 'partiallyFilled', 'filled', 'cancelled'])('%s with an order id is acceptance', async (status) => {
    const { outcome } = await outcomeOf('swap', sendStatus({ status, order_id: 'o1', orderEvents: [fill] }));
    expect(outcome).toMatchObject({
      kind: 'accepted',
      exchangeOrderId: 'o1',
      order: { status: 'filled', averagePrice: '80000' },
    });
  });

  it('placed without any event is acceptance of an order that must be read to be described', async () => {
    const { outcome } = await outcomeOf('swap', sendStatus({ status: 'placed', order_id: 'o1' }));
    expect(outcome).toEqual({ kind: 'accepted', exchangeOrderId: 'o1', order: null });
  });

  it('a resting limit order that was filled in part is not called canceled', async () => {
    const part = { ...fill, amount: '0.004' };
    venues.swap.substitute = sendStatus({ status: 'placed', order_id: 'o1', orderEvents: [part] });
    const outcome = await exchanges.swap?.submitOrder(orderOf('swap', { type: 'limit', price: '80010' }), notAfter);
    venues.swap.substitute = null;
    expect(outcome).toMatchObject({
      order: { status: 'partially_filled', filledQuantity: '0.004', remainingQuantity: '0.006' },
    });
  });

  // Every sendStatus of the documentation, also those for which CCXT 4.5.84 raises nothing and answers an order without an id.
  it.each([
    ['invalidOrderType', 'INVALID_ORDER'],
    ['invalidSide', 'INVALID_ORDER'],
    ['invalidSize', 'INVALID_ORDER'],
    ['invalidPrice', 'INVALID_ORDER'],
    ['outsidePriceCollar', 'INVALID_ORDER'],
    ['insufficientAvailableFunds', 'INSUFFICIENT_FUNDS'],
    ['wouldNotReducePosition', 'ORDER_REJECTED'],
    ['selfFill', 'ORDER_REJECTED'],
    ['tooManySmallOrders', 'ORDER_REJECTED'],
    ['maxPositionViolation', 'ORDER_REJECTED'],
    ['clientOrderIdTooLong', 'INVALID_ORDER'],
    ['marketSuspended', 'ORDER_REJECTED'],
    ['marketInactive', 'ORDER_REJECTED'],
    ['clientOrderIdAlreadyExist', 'ORDER_REJECTED'],
    ['postWouldExecute', 'ORDER_REJECTED'],
    ['iocWouldNotExecute', 'ORDER_REJECTED'],
    ['wouldCauseLiquidation', 'ORDER_REJECTED'],
    ['marketIsPostOnly', 'ORDER_REJECTED'],
    ['tooManyOrders', 'ORDER_REJECTED'],
    ['clientOrderIdTooBig', 'INVALID_ORDER'],
    ['clientOrderIdInvalid', 'INVALID_ORDER'],
    ['fixedLeverageTooHigh', 'INVALID_ORDER'],
    ['wouldIncreasePriceDislocation', 'ORDER_REJECTED'],
    ['wouldProcessAfterSpecifiedTime', 'ORDER_REJECTED'],
    ['invalidTriggerSignal', 'INVALID_ORDER'],
    ['attempted', 'ORDER_REJECTED'],
    ['requiredArgumentMissing', 'INVALID_ORDER'],
  ])('%s is a rejection that names the status', async (status, code) => {
    const { outcome, requests } = await outcomeOf('swap', sendStatus({ status, order_id: 'o1' }));
    expect(outcome).toMatchObject({ kind: 'rejected', error: { code, details: [{ exchangeCode: status }] } });
    expect(requests).toBe(1);
  });

  it.each([
    ['authenticationError', 'PERMISSION_DENIED'],
    ['insufficientPrivileges', 'PERMISSION_DENIED'],
    ['accountInactive', 'PERMISSION_DENIED'],
    ['apiLimitExceeded', 'RATE_LIMITED'],
    ['insufficientFunds', 'INSUFFICIENT_FUNDS'],
    ['contractNotFound', 'INVALID_SYMBOL'],
    ['marketUnavailable', 'ORDER_REJECTED'],
    ['invalidArgument: size', 'INVALID_ORDER'],
    ['requiredArgumentMissing', 'INVALID_ORDER'],
  ])('the error %s is a rejection under any HTTP status', async (error, code) => {
    for (const status of [200, 400, 401, 500]) {
      const { outcome } = await outcomeOf('swap', () => answer({ result: 'error', error }, status));
      expect(outcome).toMatchObject({ kind: 'rejected', error: { code, details: [{ exchangeCode: error }] } });
    }
  });

  it('an entry of `errors` is a rejection by its message', async () => {
    const body = { result: 'error', errors: [{ code: 92, message: 'INSUFFICIENT_MARGIN' }] };
    const { outcome } = await outcomeOf('swap', () => answer(body, 500));
    expect(outcome).toMatchObject({ kind: 'rejected', error: { code: 'INSUFFICIENT_FUNDS' } });
  });

  it.each(['Server Error', 'unknownError', 'Json Parse Error', 'Unavailable', 'unavailable', 'aWordNobodyKnows'])(
    'the error %s is unknown',
    async (error) => {
      expect(await outcomeOf('swap', () => answer({ result: 'error', error }))).toMatchObject({
        outcome: { kind: 'unknown' },
        requests: 1,
      });
    },
  );

  it.each([
    ['a status nobody knows', { status: 'novelStatus', order_id: 'o1' }],
    ['no order id', { status: 'placed' }],
    ['an empty order id', { status: 'placed', order_id: '' }],
    ['no status', { order_id: 'o1' }],
    ['a status that is no text', { status: 1, order_id: 'o1' }],
    ['an execution without an amount', { status: 'placed', order_id: 'o1', orderEvents: [{ type: 'EXECUTION' }] }],
  ])('with %s is neither acceptance nor rejection', async (_title, fields) => {
    expect(await outcomeOf('swap', sendStatus(fields))).toMatchObject({ outcome: { kind: 'unknown' }, requests: 1 });
  });

  it('without a sendStatus is neither acceptance nor rejection', async () => {
    expect(await outcomeOf('swap', () => answer({ result: 'success' }))).toMatchObject({
      outcome: { kind: 'unknown' },
    });
  });
});

const page = '<html><head><title>Just a moment...</title></head></html>';
const garbage: [string, unknown, number][] = [
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

describe.each(['spot', 'swap'] as const)('%s: an answer outside the protocol', (product) => {
  it.each(garbage)('%s leaves an order unknown, asked for once', async (_title, body, status) => {
    expect(await outcomeOf(product, () => answer(body, status))).toMatchObject({
      outcome: { kind: 'unknown' },
      requests: 1,
    });
  });

  it.each(garbage)('%s ends a read in the documented error', async (_title, body, status) => {
    venues[product].substitute = () => answer(body, status);
    const code = status === 429 ? 'RATE_LIMITED' : 'EXCHANGE_UNAVAILABLE';
    await expect(exchanges[product]?.balances()).rejects.toMatchObject({ code });
    venues[product].substitute = null;
  });

  it.each([
    ['sent', 'unknown'],
    ['complete', 'unknown'],
    ['notSent', 'notSent'],
  ] as const)('a request that ended in phase %s leaves an order %s', async (phase, kind) => {
    const { outcome } = await outcomeOf(product, () => {
      throw new TransportError('reset', phase);
    });
    expect(outcome).toMatchObject({ kind, error: { code: 'EXCHANGE_UNAVAILABLE' } });
  });

  it('a defect of our own after sending leaves an order unknown, never free to repeat', async () => {
    const { outcome } = await outcomeOf(product, () => {
      throw new TypeError('defect');
    });
    expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'INTERNAL' } });
  });

  it('a result of the wrong shape ends every read in the documented error, never in an empty list', async () => {
    const exchange = exchanges[product];
    venues[product].substitute = () => answer({ error: [], result: product === 'spot' ? {} : 'success' });
    const reads = [
      () => exchange?.findOrder('0123', product === 'spot' ? 'BTC/USD' : 'BTC/USD:USD', 0),
      () => exchange?.openOrders(),
      () => exchange?.fills({ limit: 10 }),
      ...(product === 'swap'
        ? [
            () => exchange?.balances(),
            () => exchange?.positions(),
            () => exchange?.realizedPnl({ limit: 10 }),
            () => exchange?.fundingPayments({ limit: 10 }),
            () => exchange?.leverage('BTC/USD:USD'),
          ]
        : []),
    ];
    for (const read of reads) await expect(read()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    venues[product].substitute = null;
  });
});

describe('an order that never left', () => {
  it('because no nonce could be taken is not sent', async () => {
    const fails = async () => Promise.reject(new Error('table away'));
    const wire = venues.spot;
    wire.sent.length = 0;
    const exchange = await openOver('spot', wire, {
      nonces: { next: fails, leap: fails, raiseAbove: async () => undefined },
    });
    expect(await exchange.submitOrder(orderOf('spot'), notAfter)).toMatchObject({
      kind: 'notSent',
      error: { code: 'INTERNAL' },
    });
    expect(wire.sent).toEqual([]);
  });

  it.each(['spot', 'swap'] as const)(
    'because the %s secret is no base64 is not sent, and says what to do without showing it',
    async (product) => {
      const wire = venues[product];
      wire.sent.length = 0;
      const exchange = await openOver(product, wire, { key: { apiKey: 'a-key', secret: 'not base64 !!' } });
      const outcome = await exchange.submitOrder(orderOf(product), notAfter);
      expect(outcome).toMatchObject({
        kind: 'notSent',
        error: { code: 'PERMISSION_DENIED', message: expect.stringMatching(/set key and secret again/) },
      });
      await expect(exchange.balances()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      expect(JSON.stringify(outcome)).not.toContain('not base64 !!');
      expect(wire.sent).toEqual([]);
    },
  );
});
