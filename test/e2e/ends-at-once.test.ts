import { randomUUID } from 'node:crypto';
import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
let customers = 0;

beforeAll(async () => {
  oems = await startOems({ workers: 2 });
  client = await oems.client('acme');
}, 60_000);
afterAll(() => oems?.close());

interface Desk {
  readonly account: { readonly exchange_account_id: string };
  /** Client order ids: resting orders of both wallets, a waiting stop, and an order with a part filled. */
  readonly ids: readonly string[];
}

/** An account over a customer of its own, with open orders of every kind. */
async function desk(): Promise<Desk> {
  customers += 1;
  const account = { exchange_account_id: `desk-${customers}` };
  const { exchange_account_id: customer } = account;
  const params = paramsOf(await oems.mintSpot({ customer }), await oems.mintFutures({ customer }));
  oems.stack.world.deposit('futures', customer, 'USD', new Decimal(10_000));
  await client.call('registerExchangeAccount', { ...account, exchange: 'kraken', params });
  const bid = { side: 'buy', order_type: 'limit', price: 70_000, quantity: 0.001 };
  const stop = { side: 'sell', order_type: 'stop_loss', stop_price: 60_000, quantity: 0.001 };
  const place = async (terms: object) => {
    const client_order_id = randomUUID();
    const { status, text } = await client.call('createOrder', { ...account, ...terms, client_order_id });
    expect(status, text).toBe(200);
    return client_order_id;
  };
  const ids = [
    await place({ ...bid, symbol: 'BTC/USD' }),
    await place({ ...bid, symbol: 'BTC/USD:USD' }),
    await place({ ...stop, symbol: 'BTC/USD:USD' }),
    await partlyFilled(place),
  ];
  return { account, ids };
}

async function partlyFilled(place: (terms: object) => Promise<string>): Promise<string> {
  const liquidity = (quantity: number | null) =>
    oems.stack.simulators.kraken.spot?.control('market', { symbol: 'ETH/USD', liquidity: quantity });
  await liquidity(0.004);
  const id = await place({ symbol: 'ETH/USD', side: 'buy', order_type: 'limit', price: 100_000, quantity: 0.01 });
  await liquidity(0);
  return id;
}

/** Status and fills of each order in the journal. */
async function journaled({ account }: Desk) {
  const { body } = await client.call('listOrders', account);
  const orders = body.data.orders as { client_order_id: string; status: string; filled_quantity: number }[];
  return new Map(orders.map((order) => [order.client_order_id, [order.status, order.filled_quantity]]));
}

/** The ends that the list of events tells of each order. */
async function endsOf({ account, ids }: Desk) {
  const { body } = await client.call('listEvents', { ...account, limit: 500 });
  const events = body.data.events as { type: string; order?: { client_order_id: string } }[];
  const ofOrder = (id: string) => events.filter(({ order }) => order?.client_order_id === id).map(({ type }) => type);
  return ids.map((id) => ofOrder(id).filter((type) => type === 'order_canceled' || type === 'order_filled'));
}

async function expectEnds(at: Desk): Promise<void> {
  const [spot = '', swap = '', stop = '', part = ''] = at.ids;
  const shown = await journaled(at);
  expect([spot, swap, stop, part].map((id) => shown.get(id))).toEqual([
    ['canceled', 0],
    ['canceled', 0],
    ['canceled', 0],
    ['canceled', 0.004],
  ]);
  expect(await endsOf(at)).toEqual(at.ids.map(() => ['order_canceled']));
  await oems.stack.invokeJob('followOrders');
  expect(await endsOf(at)).toEqual(at.ids.map(() => ['order_canceled']));
  expect(await journaled(at)).toEqual(shown);
}

describe('at once, and without the job that follows orders', () => {
  it('a halt journals the ends of the orders that the halt canceled, and a deletion afterwards warns of none', async () => {
    const at = await desk();
    expect((await client.call('haltTrading', at.account)).body.data).toMatchObject({ complete: true });
    await expectEnds(at);
    const { body } = await client.call('deleteExchangeAccount', at.account);
    expect(body.data).toMatchObject({ orders_left_open: 0 });
  }, 60_000);

  it('a deletion right after a halt warns of no order', async () => {
    const at = await desk();
    await client.call('haltTrading', at.account);
    const { body } = await client.call('deleteExchangeAccount', at.account);
    expect(body.data).toMatchObject({ orders_left_open: 0 });
  }, 60_000);

  it('a cancel-all of every wallet journals the ends of the orders', async () => {
    const at = await desk();
    expect((await client.call('cancelAllOrders', at.account)).body.data).toMatchObject({ complete: true, canceled: 4 });
    await expectEnds(at);
  }, 60_000);

  it('a cancellation by ids journals the ends of the orders', async () => {
    const at = await desk();
    const named = { ...at.account, client_order_ids: at.ids.join(',') };
    expect((await client.call('cancelAllOrders', named)).body.data).toMatchObject({ complete: true, canceled: 4 });
    await expectEnds(at);
  }, 60_000);

  it('a deletion with open orders is refused and names each; forced, the deletion leaves the orders at the exchange', async () => {
    const at = await desk();
    const refused = await client.call('deleteExchangeAccount', at.account);
    expect([refused.status, refused.body.code, refused.body.details?.length]).toEqual([409, 'STILL_OPEN', 4]);
    for (const words of [/order O\S+ in BTC\/USD is open on Kraken Spot/, /nothing was deleted/, /force=true/])
      expect(refused.body.message).toMatch(words);
    expect((await client.call('getOpenOrders', at.account)).body.data).toMatchObject({ count: 4 });
    const forced = await client.call('deleteExchangeAccount', { ...at.account, force: true });
    expect(forced.body.data).toMatchObject({ deleted: true, orders_left_open: 4 });
  }, 60_000);

  it('a deletion beside a wallet that cannot be looked at is refused', async () => {
    const account = { exchange_account_id: 'revoked' };
    const key = await oems.mintSpot({ customer: 'revoked' });
    await client.call('registerExchangeAccount', { ...account, exchange: 'kraken', params: paramsOf(key) });
    await oems.stack.simulators.kraken.spot?.control('key', { api_key: key.apiKey, revoked: true });
    const { status, body } = await client.call('deleteExchangeAccount', account);
    expect([status, body.code]).toEqual([409, 'STILL_OPEN']);
    expect(body.message).toMatch(/^Kraken Spot could not be looked at: /);
    expect((await client.call('getExchangeAccount', account)).status).toBe(200);
    expect((await client.call('deleteExchangeAccount', { ...account, force: true })).status).toBe(200);
  }, 60_000);
});
