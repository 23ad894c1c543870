import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type Oems, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
}, 60_000);

afterAll(() => oems?.close());

function bybit() {
  const { api } = oems.stack.simulators.bybit;
  if (api === undefined) throw new Error('the simulator of Bybit is missing');
  return api;
}

async function register(customer: string) {
  const params = { apiKey: customer.padEnd(18, 'k'), secret: customer.padEnd(36, 's') };
  await bybit().control('key', { customer, api_key: params.apiKey, secret: params.secret });
  return client.call('registerExchangeAccount', { exchange_account_id: customer, exchange: 'bybit', params });
}

const remedy = /hedge mode.*one-way/i;

it('an account of Bybit in hedge mode is refused with the remedy, and stores nothing', async () => {
  await bybit().control('account', { customer: 'hedged', hedge: ['BTCUSDT'] });
  const { status, body } = await register('hedged');
  expect([status, body.code, body.message]).toEqual([422, 'NOT_SUPPORTED', expect.stringMatching(remedy)]);
  expect((await client.call('getExchangeAccount', { exchange_account_id: 'hedged' })).status).toBe(404);
});

it('after hedge mode was switched on, orders answer with the remedy and none is placed; spot goes on', async () => {
  expect((await register('later')).status).toBe(200);
  await bybit().control('account', { customer: 'later', hedge: ['BTCUSDT'] });
  const id = { exchange_account_id: 'later' };
  const bid = { ...id, side: 'buy', order_type: 'limit', quantity: 0.002, price: 70_000 };
  const kinds = [{}, { order_type: 'market', price: undefined }, { reduce_only: true }];
  for (const kind of kinds) {
    const { status, body } = await client.call('createOrder', { ...bid, ...kind, symbol: 'BTC/USDT:USDT' });
    expect([status, body.code, body.message]).toEqual([422, 'ORDER_REJECTED', expect.stringMatching(remedy)]);
  }
  const open = await client.call('getOpenOrders', id);
  expect([open.status, open.body.data.orders]).toEqual([200, []]);
  expect((await client.call('getPositions', { ...id, market_type: 'swap' })).body.data.positions).toEqual([]);
  expect((await client.call('getTrades', id)).body.data.trades).toEqual([]);
  expect((await client.call('createOrder', { ...bid, symbol: 'BTC/USDT' })).status).toBe(200);
});
