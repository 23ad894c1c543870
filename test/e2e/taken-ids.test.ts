import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Oems, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
let sandbox: Record<string, { readonly params: Record<string, string> }>;

beforeAll(async () => {
  oems = await startOems({ workers: markets.length });
  client = await oems.client('acme');
  const answer = await fetch(`${oems.stack.url}/_local/sandbox`);
  sandbox = ((await answer.json()) as { exchanges: typeof sandbox }).exchanges;
}, 60_000);

afterAll(() => oems?.close());

/** Where an order is posted. */
const markets = [
  { exchange: 'kraken', symbol: 'BTC/USD', path: 'AddOrder', host: () => simulators().kraken.spot },
  {
    exchange: 'kraken',
    symbol: 'BTC/USD:USD',
    path: 'sendorder',
    host: () => simulators().kraken.futures,
  },
  { exchange: 'binance', symbol: 'BTC/USDT', path: 'v3/order', host: () => simulators().binance.spot },
  {
    exchange: 'binance',
    symbol: 'BTC/USDT:USDT',
    path: 'v1/order',
    host: () => simulators().binance.usdm,
  },
  { exchange: 'bybit', symbol: 'BTC/USDT', path: 'order/create', host: () => simulators().bybit.api },
  {
    exchange: 'bybit',
    symbol: 'BTC/USDT:USDT',
    path: 'order/create',
    host: () => simulators().bybit.api,
  },
] as const;
type EachMarket = (typeof markets)[number];

function simulators() {
  return oems.stack.simulators;
}

const bid = { side: 'buy', order_type: 'limit', quantity: 0.002, price: 70_000 };

describe.each(markets)('two accounts with one key of $exchange, on $symbol', ({ exchange, symbol }) => {
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

it('an order that never arrived is not the order that the other account has placed under the id', async () => {
  const placed = await Promise.all(markets.map((market) => place(market, 'first')));
  for (const { host, path } of markets) await host()?.control('fault', { path, kind: 'drop-before', times: 1 });
  const told = await Promise.all(markets.map(lostBehind));
  for (const [index, { exchange, lost, look, canceled, open }] of told.entries()) {
    const neighbours = placed[index] as Answer;
    // The call ends before an order at Bybit can arrive no more, and about then at Binance.
    const isProven = exchange === 'kraken' || lost.status === 409;
    expect(neighbours.status).toBe(200);
    const { order_id } = orderIn(neighbours);
    expect([lost.status, orderIn(lost)]).toMatchObject(
      isProven
        ? [409, { status: 'not_placed', order_id: null, reject_reason: { message: expect.stringMatching(remedy) } }]
        : [202, { status: 'unknown', order_id: null }],
    );
    if (isProven) expect(lost.body).toMatchObject({ code: 'NOT_PLACED', details: [{ field: 'client_order_id' }] });
    expect(orderIn(look)).toMatchObject({ status: isProven ? 'not_placed' : 'unknown', order_id: null });
    expect(canceled.status).toBe(isProven ? 200 : 503);
    expect(open).toEqual([order_id]);
  }
}, 120_000);

const remedy = /nothing was placed now; take a new id/;

type ToldOrder = Record<'order_id' | 'status', string | null>;
function orderIn({ body }: Answer): ToldOrder {
  return body.data.order as ToldOrder;
}

function fieldsOf({ exchange, symbol }: EachMarket, which: 'first' | 'second') {
  const client_order_id = `lost-${symbol.replace(/\W/g, '-')}`;
  return { exchange_account_id: `${exchange}-${which}`, symbol, client_order_id };
}

function place(market: EachMarket, which: 'first' | 'second'): Promise<Answer> {
  return client.call('createOrder', { ...fieldsOf(market, which), ...bid });
}

/** An order of the second account that breaks off before it arrives, beside an equal order of the first account. */
async function lostBehind(market: EachMarket) {
  const lost = await place(market, 'second');
  const fields = fieldsOf(market, 'second');
  const look = await client.call('getOrder', fields);
  const canceled = await client.call('cancelOrder', fields);
  const { client_order_id, ...first } = fieldsOf(market, 'first');
  const listed = await client.call('getOpenOrders', first);
  const shown = listed.body.data.orders as { client_order_id: string; order_id: string }[];
  const open = shown.filter((order) => order.client_order_id === client_order_id).map(({ order_id }) => order_id);
  return { exchange: market.exchange, lost, look, canceled, open };
}
