import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';
import { type Probe, pullAccount } from './fixture-probes.ts';

interface Event {
  readonly id: string;
  readonly type: string;
  readonly exchange_account_id: string;
  readonly order?: { readonly client_order_id: string; readonly status: string; readonly filled_quantity: number };
  readonly [field: string]: unknown;
}

let oems: Oems;
let client: Client;
/** The tenant's own name: a function that took the tenant from the request would find this account. */
const exchange_account_id = 'acme';
const account = { exchange_account_id };

beforeAll(async () => {
  oems = await startOems({ workers: 4 });
  client = await oems.client('acme');
  const params = paramsOf(
    await oems.mintSpot({ customer: 'desk', nonce_window: 10_000 }),
    await oems.mintFutures({ customer: 'desk' }),
  );
  expect((await client.call('registerExchangeAccount', { ...account, exchange: 'kraken', params })).status).toBe(200);
}, 60_000);

afterAll(() => oems?.close());

let cursor: string | undefined;

/** The events since the last call, as a bot asks for them. */
async function news(): Promise<Event[]> {
  const { status, body, text } = await client.call('listEvents', cursor === undefined ? {} : { cursor });
  expect(status, text).toBe(200);
  cursor = body.data.next_cursor as string;
  return body.data.events as Event[];
}

function types(events: readonly Event[]): string[] {
  return events.map(({ type }) => type);
}

async function place(terms: object): Promise<string> {
  const client_order_id = randomUUID();
  const answer = await client.call('createOrder', {
    ...account,
    side: 'buy',
    quantity: 0.001,
    ...terms,
    client_order_id,
  });
  expect(answer.status, answer.text).toBe(200);
  return client_order_id;
}

const spot = { symbol: 'BTC/USD', market_type: 'spot' };
const swap = { symbol: 'BTC/USD:USD', market_type: 'swap' };

describe('a bot that polls', () => {
  it('learns what its own calls have done', async () => {
    await news();
    const move = { asset: 'USD', amount: 1000, from_account: 'spot', to_account: 'swap' };
    await client.call('createTransfer', { ...account, ...move });
    const [transfer, ...others] = await news();
    expect(others).toEqual([]);
    expect(transfer).toMatchObject({ ...account, transfer: { asset: 'USD', amount: 1000 } });
    expect(transfer?.type).toMatch(/^transfer_(pending|completed)$/);
    const id = await place({ ...spot, order_type: 'market' });
    const bought = await news();
    expect(types(bought)).toEqual(['order_accepted', 'order_filled']);
    expect(bought[1]).toMatchObject({
      order: { client_order_id: id, status: 'filled', filled_quantity: 0.001 },
      fill: { quantity: 0.001 },
    });
  });

  it('learns of a fill, a trigger and a cancellation that the follower has met', async () => {
    const [high, low] = [
      await place({ ...swap, order_type: 'limit', price: 79_000 }),
      await place({ ...spot, order_type: 'limit', price: 60_000 }),
    ];
    const stop = await place({ ...swap, side: 'sell', order_type: 'stop_loss', stop_price: 78_500 });
    expect(types(await news())).toEqual(['order_accepted', 'order_accepted', 'order_accepted']);
    await oems.stack.simulators.kraken.spot?.control('price', { symbol: 'BTC/USD', price: 78_000 });
    await oems.stack.invokeJob('followOrders');
    const seen = await news();
    const of = (id: string) => types(seen.filter(({ order }) => order?.client_order_id === id));
    expect(of(high)).toEqual(['order_filled']);
    expect(of(stop)).toEqual(['order_triggered', 'order_filled']);
    expect(of(low)).toEqual([]);
    await client.call('amendOrder', { ...account, symbol: spot.symbol, client_order_id: low, price: 61_000 });
    await client.call('cancelOrder', { ...account, client_order_id: low });
    expect(types(await news())).toEqual(['order_amended', 'order_canceled']);
  });

  it('learns of a closed position once, however often the ledger is pulled', async () => {
    const closer = { exchange_account_id: 'closer' };
    const params = paramsOf(undefined, await oems.mintFutures());
    await client.call('registerExchangeAccount', { ...closer, exchange: 'kraken', params });
    const pull = () => pullAccount({ oems, tenant: 'acme', id: 'closer' } as Probe);
    const market = { ...swap, ...closer, order_type: 'market' };
    await place({ ...market, quantity: 0.003 });
    await place({ ...market, side: 'sell', quantity: 0.002 });
    await pull();
    expect(types(await news())).not.toContain('position_closed');
    await place({ ...market, side: 'sell', quantity: 0.001 });
    await pull();
    const closed = (await news()).filter(({ type }) => type === 'position_closed');
    expect(closed).toEqual([
      expect.objectContaining({ ...closer, position: { symbol: swap.symbol, market_type: 'swap' } }),
    ]);
    await pull();
    expect(await news()).toEqual([]);
    const { body } = await client.call('listEvents', { limit: 500, ...closer });
    expect(types(body.data.events as Event[]).filter((type) => type === 'position_closed')).toHaveLength(1);
  });

  it('learns of a halt once, of the state after it, and of keys', async () => {
    await client.call('haltTrading', account);
    await client.call('haltTrading', account);
    await client.call('setTradingState', { ...account, trading_state: 'REDUCE_ONLY' });
    await client.call('setTradingState', { ...account, trading_state: 'REDUCE_ONLY' });
    const seen = await news();
    expect(seen.map(({ type, trading_state }) => [type, trading_state])).toEqual([
      ['trading_halted', 'HALTED'],
      // Each call has seen its own halt complete.
      ['halt_completed', 'HALTED'],
      ['halt_completed', 'HALTED'],
      ['trading_state_changed', 'REDUCE_ONLY'],
    ]);
    const params = { apiKey: '', secret: '' };
    expect((await client.call('setCredentials', { ...account, params })).status).toBe(200);
    expect(types(await news())).toEqual(['key_changed']);
  });

  it('learns what a halt has canceled and closed before the halt is complete', async () => {
    const halted = { exchange_account_id: 'halted' };
    const params = paramsOf(undefined, await oems.mintFutures());
    await client.call('registerExchangeAccount', { ...halted, exchange: 'kraken', params });
    await place({ ...swap, ...halted, order_type: 'market' });
    await place({ ...swap, ...halted, order_type: 'limit', price: 60_000 });
    await news();
    await client.call('haltTrading', { ...halted, close_positions: true });
    const seen = types(await news());
    expect(seen.toSorted()).toEqual(
      ['halt_completed', 'order_accepted', 'order_canceled', 'order_filled', 'trading_halted'].toSorted(),
    );
    expect([seen[0], seen.at(-1)]).toEqual(['trading_halted', 'halt_completed']);
  });

  it('reads the whole story again from the beginning, each event once and under the same id', async () => {
    const { body } = await client.call('listEvents', { limit: 500 });
    const events = body.data.events as Event[];
    const ids = events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(ids.toSorted());
    expect(body.data.next_cursor).toBe(cursor);
    const paged: string[] = [];
    for (let at: string | undefined, more = true; more; ) {
      const page = await client.call('listEvents', { limit: 3, ...(at === undefined ? {} : { cursor: at }) });
      paged.push(...(page.body.data.events as Event[]).map(({ id }) => id));
      [at, more] = [page.body.data.next_cursor as string, page.body.data.has_more as boolean];
    }
    expect(paged).toEqual(ids);
  });

  it('the job lists what no caller has asked for', async () => {
    const before = (await client.call('listEvents', { from: 'latest' })).body.data;
    expect(before).toMatchObject({ events: [], count: 0, next_cursor: cursor });
    await client.call('setTradingState', { ...account, trading_state: 'ACTIVE' });
    await oems.stack.invokeJob('listChanges');
    expect(types(await news())).toEqual(['trading_state_changed']);
  });
});

describe('other callers', () => {
  it('another tenant sees nothing, with the cursor of the owner as well', async () => {
    const stranger = await oems.client('stranger');
    expect((await stranger.call('listEvents')).body.data).toMatchObject({ events: [], count: 0, has_more: false });
    expect((await stranger.call('listEvents', account)).body).toMatchObject({ statusCode: 404, code: 'NOT_FOUND' });
    expect((await stranger.call('listEvents', { cursor: cursor ?? '000000000001-00001' })).status).toBe(400);
  });

  it('a cursor that no answer gave is 400, and so is a cursor beside from=latest', async () => {
    for (const query of [{ cursor: 'x' }, { cursor: '999999999999-00001' }, { from: 'latest', cursor: cursor ?? '' }])
      expect((await client.call('listEvents', query)).body).toMatchObject({ statusCode: 400, code: 'INVALID_REQUEST' });
  });

  it('a purge takes the events of the account out', async () => {
    await client.call('deleteExchangeAccount', { ...account, purge: true, force: true });
    const { body } = await client.call('listEvents', { limit: 500 });
    expect((body.data.events as Event[]).filter((event) => event.exchange_account_id === exchange_account_id)).toEqual(
      [],
    );
    expect((await client.call('listEvents', account)).body).toMatchObject({ statusCode: 404 });
  });
});
