import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, type Oems, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
let id = '';
let accounts = 0;

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

const keyOf = (customer: string) => ({ apiKey: customer.padEnd(18, 'k'), secret: customer.padEnd(36, 's') });

/** Every fact has a customer of its own. */
beforeEach(async () => {
  accounts += 1;
  id = `coin${accounts}`;
  const params = keyOf(id);
  await bybit().control('key', { customer: id, api_key: params.apiKey, secret: params.secret });
  const { status } = await client.call('registerExchangeAccount', {
    ...{ exchange_account_id: id, exchange: 'bybit', params },
  });
  expect(status).toBe(200);
});

/** Another program under the same key: a bid for an inverse contract, far from the market. Returns the exchange's id. */
async function bidElsewhere(): Promise<string> {
  const { apiKey, secret } = keyOf(id);
  const terms = { category: 'inverse', symbol: 'BTCUSD', side: 'Buy', orderType: 'Limit', qty: '100', price: '70000' };
  const body = JSON.stringify(terms);
  const at = String(Date.now());
  const signature = createHmac('sha256', secret).update(`${at}${apiKey}5000${body}`).digest('hex');
  const answer = await fetch(`${bybit().url}/v5/order/create`, {
    ...{ method: 'POST', body },
    headers: {
      'content-type': 'application/json',
      'x-bapi-api-key': apiKey,
      'x-bapi-timestamp': at,
      'x-bapi-recv-window': '5000',
      'x-bapi-sign': signature,
    },
  });
  const { result } = (await answer.json()) as { result: { orderId: string } };
  expect(result.orderId).toMatch(/./);
  return result.orderId;
}

const option = { symbol: 'BTC-27MAR26-70000-C', orderId: 'option-1' };
const optionElsewhere = () => bybit().control('options', { customer: id, orders: [option] });
const account = () => ({ exchange_account_id: id });
const open = async () => (await client.call('getOpenOrders', account())).body.data;

describe('orders that another program has placed in inverse contracts and options of the wallet', () => {
  it('stand in the open orders, and a list of one symbol asks for none of them', async () => {
    const inverse = await bidElsewhere();
    await optionElsewhere();
    expect(await open()).toMatchObject({
      count: 2,
      complete: true,
      orders: [
        {
          ...{ order_id: inverse, symbol: 'BTC/USD:BTC', market_type: 'swap', side: 'buy', quantity: 100 },
          ...{ price: 70_000, status: 'open', external: true, untraded: true },
        },
        { order_id: 'option-1', symbol: option.symbol, untraded: true },
      ],
    });
    oems.arrived.length = 0;
    const one = await client.call('getOpenOrders', { ...account(), symbol: 'BTC/USDT:USDT', market_type: 'swap' });
    expect([one.status, one.body.data.count]).toEqual([200, 0]);
    expect(oems.arrived.filter(({ query }) => /category=(inverse|option)/.test(query))).toEqual([]);
  });

  it('are canceled by a halt, which is complete', async () => {
    await bidElsewhere();
    await optionElsewhere();
    const { data } = (await client.call('haltTrading', account())).body;
    expect(data).toMatchObject({ complete: true, reasons: [] });
    expect(data.cancellations).toMatchObject([{ canceled: 0 }, { market_type: 'swap', outcome: 'done', canceled: 2 }]);
    expect((await open()).orders).toEqual([]);
  });

  it('that live on, or that cannot be looked at, keep a halt from being complete, and are named', async () => {
    const inverse = await bidElsewhere();
    await bybit().control('cancels', { cancels: 'ignored' });
    const held = (await client.call('haltTrading', account())).body.data;
    await bybit().control('cancels', { cancels: 'done' });
    expect(held).toMatchObject({ complete: false, carried_on: true });
    expect((held.reasons as string[]).join()).toContain(`order ${inverse} in BTC/USD:BTC is open, of a kind`);
  });

  it('are canceled by a call for all orders, and by their ids', async () => {
    await bidElsewhere();
    await optionElsewhere();
    const all = await client.call('cancelAllOrders', account());
    expect([all.status === 200 || all.status === 202, all.body.data.canceled ?? 0]).toEqual([true, expect.any(Number)]);
    await expect.poll(async () => (await open()).orders, { timeout: 5000 }).toEqual([]);
    const again = await bidElsewhere();
    const named = await client.call('cancelOrder', { ...account(), order_id: again, market_type: 'swap' });
    expect([200, 202]).toContain(named.status);
    await expect.poll(async () => (await open()).orders, { timeout: 5000 }).toEqual([]);
  });

  it('keep the account from being deleted, and are counted by a deletion by force', async () => {
    const inverse = await bidElsewhere();
    const kept = await client.call('deleteExchangeAccount', account());
    expect(kept.body).toMatchObject({
      code: 'STILL_OPEN',
      message: expect.stringContaining(`order ${inverse} in BTC/USD:BTC`),
    });
    const gone = await client.call('deleteExchangeAccount', { ...account(), force: true });
    expect(gone.body.data).toMatchObject({ orders_left_open: 1 });
  });
});

it('option positions keep a halt that closes positions from being complete', async () => {
  await bybit().control('options', { customer: id, positions: [{ symbol: option.symbol }] });
  const { data } = (await client.call('haltTrading', { ...account(), close_positions: true })).body;
  expect(data).toMatchObject({ complete: false });
  expect((data.reasons as string[]).join()).toContain(`a position in ${option.symbol} is open (long), of a kind`);
});
