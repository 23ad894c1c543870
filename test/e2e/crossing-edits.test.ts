import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
const account = { exchange_account_id: 'desk' };

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
  const params = paramsOf(await oems.mintSpot(), await oems.mintFutures());
  await client.call('registerExchangeAccount', { ...account, exchange: 'kraken', params });
}, 60_000);
afterAll(() => oems?.close());

/** A resting post-only order, and the answer to an amendment of the order into the market. */
async function cross(symbol: string, crossing: 'kept' | 'canceled') {
  await oems.stack.simulators.kraken.futures?.control('edits', { crossing });
  const client_order_id = `post-${crossing}-${symbol.length}`;
  const terms = { symbol, side: 'buy', order_type: 'limit', price: 70_000, quantity: 0.001, post_only: true };
  expect((await client.call('createOrder', { ...account, ...terms, client_order_id })).status).toBe(200);
  const { status, body } = await client.call('amendOrder', { ...account, client_order_id, price: 81_000 });
  const order = (body.data as { order?: { status: string; price: number } } | undefined)?.order;
  return { client_order_id, status, code: body.code, order };
}

async function storedStatus(id: string) {
  const { body } = await client.call('listOrders', account);
  const orders = body.data.orders as { client_order_id: string; status: string }[];
  return orders.find(({ client_order_id }) => client_order_id === id)?.status;
}

async function endsOf(id: string) {
  const { body } = await client.call('listEvents', { ...account, limit: 500 });
  const events = body.data.events as { type: string; order?: { client_order_id: string } }[];
  const own = events.filter(({ order }) => order?.client_order_id === id).map(({ type }) => type);
  return own.filter((type) => type === 'order_canceled');
}

describe('the refused edit of a post-only order into the market', () => {
  it('that cancels the order tells the order as canceled, at once and once', async () => {
    const { client_order_id, ...answer } = await cross('BTC/USD:USD', 'canceled');
    expect(answer).toMatchObject({ status: 422, code: 'ORDER_REJECTED', order: { status: 'canceled', price: 70_000 } });
    expect(await storedStatus(client_order_id)).toBe('canceled');
    await oems.stack.invokeJob('followOrders');
    expect(await endsOf(client_order_id)).toEqual(['order_canceled']);
  });

  it.each(['BTC/USD:USD', 'BTC/USD'])(
    'of %s that keeps the order leaves the order open, at its old price',
    async (symbol) => {
      const { client_order_id, ...answer } = await cross(symbol, 'kept');
      expect(answer).toMatchObject({ status: 422, code: 'ORDER_REJECTED' });
      const { body } = await client.call('getOrder', { ...account, client_order_id });
      expect(body.data.order).toMatchObject({ status: 'open', price: 70_000 });
      expect(await storedStatus(client_order_id)).toBe('open');
      expect(await endsOf(client_order_id)).toEqual([]);
    },
  );
});
