import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Oems, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
let sandbox: Record<string, { readonly params: Record<string, string> }>;

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
  const answer = await fetch(`${oems.stack.url}/_local/sandbox`);
  sandbox = ((await answer.json()) as { exchanges: typeof sandbox }).exchanges;
}, 60_000);

afterAll(() => oems?.close());

const bid = { side: 'buy', order_type: 'limit', quantity: 0.002, price: 70_000 };

describe.each([
  ['kraken', 'BTC/USD'],
  ['kraken', 'BTC/USD:USD'],
  ['binance', 'BTC/USDT'],
  ['binance', 'BTC/USDT:USDT'],
  ['bybit', 'BTC/USDT'],
  ['bybit', 'BTC/USDT:USDT'],
])('two accounts with one key of %s, on %s', (exchange, symbol) => {
  it('never share an order: a client_order_id that one has used is refused to the other, with the remedy', async () => {
    const accounts = ['first', 'second'].map((name) => `${exchange}-${name}`);
    for (const exchange_account_id of accounts) {
      const fields = { exchange_account_id, exchange, params: sandbox[exchange]?.params };
      await client.call('registerExchangeAccount', fields);
    }
    const client_order_id = `shared-${symbol.replace(/\W/g, '-')}`;
    const place = (exchange_account_id?: string) =>
      client.call('createOrder', { exchange_account_id, symbol, ...bid, client_order_id });
    const placed = await place(accounts[0]);
    const refused = await place(accounts[1]);
    expect(placed.status).toBe(200);
    expect([refused.status, refused.body.isError]).toEqual([422, true]);
    expect(refused.body.details?.[0]).toMatchObject({
      field: 'client_order_id',
      message: expect.stringMatching(/nothing was placed now; take a new id/),
    });
    const open = await client.call('getOpenOrders', { exchange_account_id: accounts[0], symbol });
    const ids = (open.body.data.orders as { client_order_id: string }[]).map((order) => order.client_order_id);
    expect(ids.filter((id) => id === client_order_id)).toHaveLength(1);
  });
});
