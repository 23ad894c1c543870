import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
const account = { exchange_account_id: 'named' };
const path = '/oems/execution/order';

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
  const params = paramsOf(await oems.mintSpot(), await oems.mintFutures());
  await client.call('registerExchangeAccount', { ...account, exchange: 'kraken', params });
}, 60_000);

afterAll(() => oems?.close());

const markets = [
  ['spot', 'BTC/USD', 'krakenspot'],
  ['swap', 'BTC/USD:USD', 'krakenfutures'],
] as const;

interface Placed {
  readonly order_id: string;
  readonly client_order_id: string;
}
async function place(symbol: string, key: string, more: Record<string, unknown> = {}): Promise<Placed> {
  const fields = { ...account, symbol, side: 'buy', order_type: 'limit', quantity: 0.001, price: 70_000, ...more };
  const { status, body } = await client.send('POST', path, JSON.stringify(fields), { 'idempotency-key': key });
  expect(status).toBe(200);
  return body.data.order as unknown as Placed;
}
const filled = { order_type: 'market', price: undefined };
const read = (name: object) => client.call('getOrder', { ...account, ...name });
const cancel = (name: object) => client.call('cancelOrder', { ...account, ...name });
const amend = (name: object) => client.call('amendOrder', { ...account, price: 70_100, ...name });
const told = ({ status, body }: Answer) => [status, body.code ?? (body.data.order as { status: string }).status];

describe.each(markets)('an order on %s, by the id of the exchange alone', (marketType, symbol) => {
  it('is read, amended and canceled without market and symbol, and has the terms of the journal', async () => {
    const { order_id, client_order_id } = await place(symbol, `plain-${marketType}`, { post_only: true });
    const shown = await read({ order_id });
    expect(shown.body.data.order).toMatchObject({ order_id, client_order_id, symbol, status: 'open', post_only: true });
    expect((await amend({ order_id })).body.data.order).toMatchObject({ order_id, price: 70_100 });
    expect((await cancel({ order_id })).body.data.order).toMatchObject({ order_id, status: 'canceled' });
  });

  it('that is filled is ALREADY_CLOSED for an amendment and a cancellation', async () => {
    const { order_id } = await place(symbol, `filled-${marketType}`, filled);
    expect(told(await read({ order_id }))).toEqual([200, 'filled']);
    expect(told(await amend({ order_id }))).toEqual([409, 'ALREADY_CLOSED']);
    expect(told(await amend({ order_id, symbol }))).toEqual([409, 'ALREADY_CLOSED']);
    expect(told(await cancel({ order_id }))).toEqual([409, 'ALREADY_CLOSED']);
  });
});

describe.each(markets)('an order on %s, by other names', (marketType, symbol) => {
  it('is amended by its client order id without a symbol', async () => {
    const { client_order_id } = await place(symbol, `by-client-${marketType}`);
    expect((await amend({ client_order_id })).body.data.order).toMatchObject({ client_order_id, price: 70_100 });
    await cancel({ client_order_id });
  });

  it('is read by the Idempotency-Key that the order was sent with', async () => {
    const { order_id } = await place(symbol, `keyed-${marketType}`, filled);
    const { status, body } = await read({ idempotency_key: `keyed-${marketType}` });
    expect([status, body.data.order]).toMatchObject([200, { order_id, symbol, status: 'filled' }]);
  });

  it('is canceled by the Idempotency-Key that the order was sent with', async () => {
    const { order_id } = await place(symbol, `cancel-${marketType}`);
    const other = marketType === 'spot' ? 'swap' : 'spot';
    const idempotency_key = `cancel-${marketType}`;
    expect(told(await cancel({ idempotency_key, market_type: other }))).toEqual([400, 'INVALID_REQUEST']);
    expect((await cancel({ idempotency_key })).body.data.order).toMatchObject({ order_id, status: 'canceled' });
    expect(told(await cancel({ idempotency_key, order_id }))).toEqual([400, 'INVALID_REQUEST']);
  });
});

describe('an Idempotency-Key under which no order was sent', () => {
  it('is NOT_FOUND and asks no exchange; the key of another tenant finds nothing', async () => {
    await place('BTC/USD', 'mine', filled);
    const { body } = await read({ idempotency_key: 'never' });
    const line = oems.lines.findLast((text) => text.includes('"operation":"get-order"')) ?? '{}';
    expect(JSON.parse(line).hops.exchange).toBeUndefined();
    expect(body).toMatchObject({ statusCode: 404, code: 'NOT_FOUND', message: expect.stringContaining('was sent') });
    const other = await oems.client('beta');
    for (const operation of ['getOrder', 'cancelOrder'] as const) {
      const foreign = await other.call(operation, { ...account, idempotency_key: 'mine' });
      expect(foreign.body).toMatchObject({ statusCode: 404, code: 'NOT_FOUND' });
    }
    expect((await cancel({ idempotency_key: 'never' })).body.message).toContain('was sent');
  });

  it.each([[{}], [{ idempotency_key: 'a', client_order_id: 'b' }], [{ idempotency_key: 'a', order_id: 'b' }]])(
    'a read by %j is refused: one name is needed',
    async (name) => {
      expect((await read(name)).body).toMatchObject({ statusCode: 400, code: 'INVALID_REQUEST' });
    },
  );
});

const unknown = ['OAAAAA-BBBBB-CCCCCC', '00000000-0000-4000-8000-000000000000', 'nothing', '4711'];

describe.each(markets)('an id that names no order on %s', (marketType, symbol) => {
  it.each(unknown)('%s is NOT_FOUND for a read, a cancellation and an amendment', async (order_id) => {
    const name = { order_id, market_type: marketType };
    expect(told(await read(name))).toEqual([404, 'NOT_FOUND']);
    expect(told(await cancel(name))).toEqual([404, 'NOT_FOUND']);
    expect(told(await amend({ order_id, symbol }))).toEqual([404, 'NOT_FOUND']);
  });
});

describe.each(markets)('a mistake about an order on %s', (marketType, symbol) => {
  it('a market or symbol that is not the order’s is 400 by its name, in every call, and changes nothing', async () => {
    const { order_id, client_order_id } = await place(symbol, `other-${marketType}`);
    const elsewhere = marketType === 'spot' ? 'swap' : 'spot';
    const wrong = [{ market_type: elsewhere }, { symbol: marketType === 'spot' ? 'ETH/USD' : 'ETH/USD:USD' }];
    for (const id of [{ order_id }, { client_order_id }])
      for (const place of wrong) {
        const refused = { statusCode: 400, code: 'INVALID_REQUEST', details: [{ field: Object.keys(place)[0] }] };
        for (const call of [read, cancel, amend]) expect((await call({ ...id, ...place })).body).toMatchObject(refused);
      }
    const keyed = { idempotency_key: `other-${marketType}` };
    expect(told(await read({ ...keyed, market_type: elsewhere }))).toEqual([400, 'INVALID_REQUEST']);
    expect(told(await read({ order_id }))).toEqual([200, 'open']);
    await cancel({ order_id, symbol });
  });

  it('an amendment of a canceled order is ALREADY_CLOSED by either id', async () => {
    const { order_id, client_order_id } = await place(symbol, `gone-${marketType}`);
    await cancel({ order_id });
    for (const id of [{ order_id }, { client_order_id }, { order_id, symbol }, { client_order_id, symbol }])
      expect(told(await amend(id))).toEqual([409, 'ALREADY_CLOSED']);
  });

  it('fills of orders of this service have the client order id, also where the exchange does not tell it', async () => {
    const { order_id, client_order_id } = await place(symbol, `fill-${marketType}`, filled);
    // The first call of a container also reads the markets.
    await client.call('getTrades', { ...account, market_type: marketType });
    oems.stack.dynamodb?.faults.resetCounts();
    const { body } = await client.call('getTrades', { ...account, market_type: marketType });
    const trades = body.data.trades as { order_id: string; client_order_id: string }[];
    expect(trades.find((trade) => trade.order_id === order_id)).toMatchObject({ client_order_id });
    const cost = marketType === 'spot' ? { UpdateItem: 1, Query: 1 } : { GetItem: 1 };
    expect(oems.stack.dynamodb?.faults.counts()).toEqual(cost);
  });
});

describe('a key that was used for another order', () => {
  it('is a conflict that names what differs, in the words of the request', async () => {
    await place('BTC/USD:USD', 'once', { post_only: true });
    const fields = { ...account, symbol: 'BTC/USD:USD', side: 'buy', order_type: 'stop_loss', quantity: 0.001 };
    const again = { ...fields, stop_price: 90_000, reduce_only: true };
    const { body } = await client.send('POST', path, JSON.stringify(again), { 'idempotency-key': 'once' });
    expect(body).toMatchObject({ statusCode: 409, code: 'IDEMPOTENCY_CONFLICT' });
    expect(body.message?.split('; this call differs in ')[1]).toBe(
      'order_type (limit before, stop_loss now), stop_price (none before, 90000 now), post_only (true before, false now), reduce_only (false before, true now), price (70000 before, none now)',
    );
    await client.call('cancelOrder', { ...account, idempotency_key: 'once' });
  });
});

describe('an id that the journal does not know', () => {
  it('comes with the remedy when no market was given, and an amendment needs the symbol', async () => {
    const order_id = '00000000-0000-4000-8000-000000000000';
    const remedy = /^Kraken Spot knows no such order, and Kraken Futures was not asked: .*needs market_type or symbol/;
    expect((await read({ order_id })).body.message).toMatch(remedy);
    expect((await cancel({ order_id })).body.message).toMatch(remedy);
    expect((await cancel({ client_order_id: 'of-nobody' })).body.message).toMatch(remedy);
    expect((await cancel({ order_id, market_type: 'swap' })).body.message).not.toMatch(remedy);
    expect((await amend({ order_id })).body).toMatchObject({ statusCode: 400, details: [{ field: 'symbol' }] });
  });

  it('digits are never sent to spot as an id: Kraken would cancel every order with this user reference', async () => {
    const arrived = oems.arrived.length;
    await cancel({ order_id: '4711', market_type: 'spot' });
    expect(oems.arrived.slice(arrived).filter(({ path: at }) => at.endsWith('CancelOrder'))).toEqual([]);
  });
});

describe('the cost of a name', () => {
  it('an order by the id of the exchange with its market costs one look into the journal, which completes the answer', async () => {
    const { order_id } = await place('BTC/USD', 'cost', filled);
    await read({ order_id, market_type: 'spot' });
    oems.stack.dynamodb?.faults.resetCounts();
    await read({ order_id, market_type: 'spot' });
    expect(oems.stack.dynamodb?.faults.counts()).toEqual({ Query: 1, GetItem: 1, UpdateItem: 1 });
  });
});
