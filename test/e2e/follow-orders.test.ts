import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
const exchange_account_id = 'follower';

beforeAll(async () => {
  oems = await startOems({ workers: 4 });
  client = await oems.client('acme');
  await register(exchange_account_id);
}, 60_000);

afterAll(() => oems?.close());

/** An account with money in both wallets. */
async function register(id: string): Promise<void> {
  const params = paramsOf(
    await oems.mintSpot({ customer: id, nonce_window: 10_000 }),
    await oems.mintFutures({ customer: id }),
  );
  const ref = { exchange_account_id: id };
  expect((await client.call('registerExchangeAccount', { ...ref, exchange: 'kraken', params })).status).toBe(200);
  const move = { asset: 'USD', amount: 1000, from_account: 'spot', to_account: 'swap' };
  expect((await client.call('createTransfer', { ...ref, ...move })).status).toBe(200);
}

const bid = { side: 'buy', order_type: 'limit', quantity: 0.001 };
const spot = { symbol: 'BTC/USD', market_type: 'spot' };
const swap = { symbol: 'BTC/USD:USD', market_type: 'swap' };

async function place(terms: object): Promise<string> {
  const client_order_id = randomUUID();
  const answer = await client.call('createOrder', { exchange_account_id, ...bid, ...terms, client_order_id });
  expect(answer.status, answer.text).toBe(200);
  return client_order_id;
}

/** By client order id, as the list of the journal tells the orders. */
async function listed(): Promise<Record<string, Record<string, unknown>>> {
  const { body } = await client.call('listOrders', { exchange_account_id });
  const orders = body.data.orders as Record<string, unknown>[];
  return Object.fromEntries(orders.map((order) => [order.client_order_id, order]));
}

function setPrice(price: number): Promise<unknown> {
  return Promise.resolve(oems.stack.simulators.kraken.spot?.control('price', { symbol: 'BTC/USD', price }));
}

it('the list of orders follows the exchange without being asked for single orders', async () => {
  const [high, low] = [await place({ ...spot, price: 79_000 }), await place({ ...spot, price: 70_000 })];
  const [highSwap, lowSwap] = [await place({ ...swap, price: 79_000 }), await place({ ...swap, price: 70_000 })];
  const stop = await place({ ...swap, side: 'sell', order_type: 'stop_loss', stop_price: 78_500 });
  await setPrice(78_000);
  expect((await listed())[high]).toMatchObject({ status: 'open', filled_quantity: 0 });
  const [spotSince, swapSince] = [(await oems.spotLog()).length, (await oems.futuresLog()).length];
  await oems.stack.invokeJob('followOrders');
  const filled = { status: 'filled', filled_quantity: 0.001, remaining_quantity: 0, average_price: 79_000 };
  const after = await listed();
  expect(after).toMatchObject({
    [high]: filled,
    [low]: { status: 'open', filled_quantity: 0 },
    [highSwap]: filled,
    [lowSwap]: { status: 'open', filled_quantity: 0 },
    [stop]: { status: 'filled', filled_quantity: 0.001, order_type: 'stop_loss', stop_price: 78_500 },
  });
  const paths = (log: readonly { path: string }[], since: number) => log.slice(since).map(({ path }) => path);
  expect(paths((await oems.spotLog()) as never, spotSince)).toHaveLength(2);
  expect(paths((await oems.futuresLog()) as never, swapSince).length).toBeLessThanOrEqual(6);
});

it('a look without a change costs one request a wallet, and an account without resting orders none', async () => {
  await oems.stack.invokeJob('followOrders');
  const before = [(await oems.spotLog()).length, (await oems.futuresLog()).length];
  await oems.stack.invokeJob('followOrders');
  expect([(await oems.spotLog()).length, (await oems.futuresLog()).length]).toEqual(before.map((count) => count + 1));
  for (const market_type of ['spot', 'swap'])
    await client.send(
      'DELETE',
      `/oems/execution/open-orders?${new URLSearchParams({ exchange_account_id, market_type })}`,
    );
  await oems.stack.invokeJob('followOrders');
  expect(Object.values(await listed()).filter(({ status }) => status === 'open')).toEqual([]);
  const last = [(await oems.spotLog()).length, (await oems.futuresLog()).length];
  await oems.stack.invokeJob('followOrders');
  expect([(await oems.spotLog()).length, (await oems.futuresLog()).length]).toEqual(last);
});

it('an account whose key was cleared does not stop the accounts beside it', async () => {
  const other = 'keyless';
  await register(other);
  const lost = randomUUID();
  const terms = { ...bid, ...swap, price: 77_500, client_order_id: lost };
  expect((await client.call('createOrder', { exchange_account_id: other, ...terms })).status).toBe(200);
  await client.call('setCredentials', { exchange_account_id: other, params: { futuresApiKey: '', futuresSecret: '' } });
  const own = await place({ ...swap, price: 77_500 });
  await setPrice(77_000);
  await oems.stack.invokeJob('followOrders');
  expect((await listed())[own]).toMatchObject({ status: 'filled' });
});
