import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal } from '../../lib/decimal.ts';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

type Shown = Readonly<Record<string, unknown>>;

let oems: Oems;
let client: Client;
const account = { exchange_account_id: 'one' };
const path = '/oems/execution/order';

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
  await register('one', 'one-customer');
  oems.stack.world.deposit('futures', 'one-customer', 'USD', new Decimal(10_000));
}, 60_000);

afterAll(() => oems?.close());

async function register(exchange_account_id: string, customer: string): Promise<void> {
  const [spot, futures] = [
    await oems.mintSpot({ customer, nonce_window: 10_000 }),
    await oems.mintFutures({ customer }),
  ];
  const terms = { exchange_account_id, exchange: 'kraken', params: paramsOf(spot, futures) };
  expect((await client.call('registerExchangeAccount', terms)).status).toBe(200);
}

function setPrice(price: number): Promise<unknown> {
  return Promise.resolve(oems.stack.simulators.kraken.spot?.control('price', { symbol: 'BTC/USD', price }));
}

function orderIn({ text, body }: Answer): Shown {
  const { order } = body.data ?? {};
  if (order === undefined) throw new Error(`an answer without an order: ${text}`);
  return order as Shown;
}

interface Market {
  readonly market_type: 'spot' | 'swap';
  readonly symbol: string;
}
const markets: readonly Market[] = [
  { market_type: 'spot', symbol: 'BTC/USD' },
  { market_type: 'swap', symbol: 'BTC/USD:USD' },
];

let serial = 0;
/** Places an order of 0.001 at 80,000 under a fresh key: the answer, and the key. */
async function place({ symbol }: Market, terms: Shown): Promise<{ readonly key: string; readonly posted: Shown }> {
  serial += 1;
  const key = `key-${serial}`;
  const fields = { ...account, symbol, side: 'sell', quantity: '0.001', ...terms };
  const answer = await client.send('POST', path, JSON.stringify(fields), { 'idempotency-key': key });
  return { key, posted: orderIn(answer) };
}

const read = async (name: Shown) => orderIn(await client.call('getOrder', { ...account, ...name }));
async function listed(operation: 'listOrders' | 'getOpenOrders', fields: Shown, id: unknown): Promise<Shown | null> {
  const { body } = await client.call(operation, { ...account, ...fields });
  return (body.data.orders as Shown[]).find((order) => order.order_id === id) ?? null;
}

/** The time of the last look differs from answer to answer, as it should. */
function content({ as_of: asOf, ...rest }: Shown): Shown {
  expect(asOf === null || typeof asOf === 'string').toBe(true);
  return rest;
}

/** All answers about the order, in an order of reading that lets no answer know more than the first read by an id. */
async function everyAnswer({ market_type, symbol }: Market, posted: Shown, key: string): Promise<[string, Shown][]> {
  const { order_id, client_order_id } = posted as { order_id: string; client_order_id: string };
  const answers: [string, Shown | null][] = [
    ['GET by the exchange’s id alone', await read({ order_id })],
    ['GET by the exchange’s id, with market', await read({ order_id, market_type })],
    ['GET by the exchange’s id, with symbol', await read({ order_id, symbol })],
    ['GET by client order id', await read({ client_order_id })],
    ['GET by idempotency key', await read({ idempotency_key: key })],
    ['the list of the journal', await listed('listOrders', {}, order_id)],
    ['the open orders', await listed('getOpenOrders', { market_type }, order_id)],
  ];
  return answers.filter((answer): answer is [string, Shown] => answer[1] !== null);
}

/** One content in every answer; the content. */
async function oneContent(market: Market, posted: Shown, key: string, open: boolean): Promise<Shown> {
  const answers = await everyAnswer(market, posted, key);
  expect(answers.map(([title]) => title).includes('the open orders')).toBe(open);
  const [[, first] = ['', {}], ...others] = answers;
  for (const [title, order] of others) expect([title, content(order)]).toEqual([title, content(first)]);
  return content(first);
}

const limit = { order_type: 'limit', price: '90000' };
const down = { stop_price: '79000' };
const up = { stop_price: '81000' };

/** Orders that wait, and what each shows beside the usual terms. */
const waiting: readonly (readonly [string, Shown, Shown])[] = [
  ['limit', limit, { post_only: false, fees: [], filled_quantity: 0 }],
  ['post-only', { ...limit, post_only: true }, { post_only: true, time_in_force: null }],
  ['limit with a time in force', { ...limit, time_in_force: 'GTC' }, { time_in_force: 'GTC', post_only: false }],
  ['stop loss', { order_type: 'stop_loss', ...down }, { stop_price: 79_000, trigger_price_type: 'last', price: null }],
  [
    'stop loss limit',
    { order_type: 'stop_loss_limit', ...down, price: '78900' },
    { stop_price: 79_000, price: 78_900 },
  ],
  ['take profit', { order_type: 'take_profit', ...up }, { stop_price: 81_000, price: null }],
  [
    'take profit limit by the index',
    { order_type: 'take_profit_limit', ...up, price: '81100', trigger_price_type: 'index' },
    { stop_price: 81_000, price: 81_100, trigger_price_type: 'index' },
  ],
  [
    'trailing by percent',
    { order_type: 'trailing_stop', trailing_percent: '2' },
    { trailing_percent: 2, trailing_amount: null },
  ],
  [
    'trailing by amount',
    { order_type: 'trailing_stop', trailing_amount: '500' },
    { trailing_percent: null, trailing_amount: 500, stop_price: 79_500, trigger_price_type: 'last' },
  ],
];

describe.each(markets)('one order on $market_type has one content', (market) => {
  beforeAll(() => setPrice(80_000));

  const usual = { market_type: market.market_type, external: false, reduce_only: false, side: 'sell', quantity: 0.001 };

  it.each(waiting)('%s that waits, in the answer that placed the order as well', async (_title, terms, shown) => {
    const { key, posted } = await place(market, terms);
    const { order_type } = terms;
    expect(posted).toMatchObject({ ...usual, order_type, status: 'open', ...shown });
    expect(await oneContent(market, posted, key, true)).toEqual(content(posted));
    await client.call('cancelOrder', { ...account, order_id: posted.order_id as string });
  });

  it('a filled market order, whose fees are told as soon as the exchange tells them', async () => {
    const { key, posted } = await place(market, { order_type: 'market' });
    const first = await oneContent(market, posted, key, false);
    expect(first).toMatchObject({ ...usual, status: 'filled', price: null, fees: [{ asset: 'USD' }] });
    expect(Number((first.fees as { amount: number }[])[0]?.amount)).toBeGreaterThan(0);
    const { fees, ...told } = content(posted);
    expect(first).toMatchObject(told);
    expect(fees === null || JSON.stringify(fees) === JSON.stringify(first.fees)).toBe(true);
  });

  it('an amended order, in the answer of the amendment as well', async () => {
    const { key, posted } = await place(market, limit);
    const change = { order_id: posted.order_id as string, price: '91000', quantity: '0.002' };
    const amended = orderIn(await client.call('amendOrder', { ...account, ...change }));
    expect(amended).toMatchObject({ ...usual, quantity: 0.002, price: 91_000, remaining_quantity: 0.002 });
    expect(await oneContent(market, posted, key, true)).toEqual(content(amended));
    const last = { client_order_id: posted.client_order_id as string };
    const canceled = orderIn(await client.call('cancelOrder', { ...account, ...last }));
    expect(canceled).toMatchObject({ status: 'canceled', price: 91_000 });
    expect(await oneContent(market, posted, key, false)).toEqual(content(canceled));
  });

  it('a fired stop and a filled limit order that nobody asked for: the list is as true as each answer', async () => {
    const stop = await place(market, { order_type: 'stop_loss', ...down });
    const trailing = await place(market, { order_type: 'trailing_stop', trailing_percent: '1' });
    const bid = await place(market, { order_type: 'limit', side: 'buy', price: '79500' });
    await setPrice(78_900);
    await oems.stack.invokeJob('followOrders');
    for (const { key, posted } of [stop, trailing, bid]) {
      const followed = await listed('listOrders', {}, posted.order_id);
      const { fees: _fees, ...told } = content(followed ?? {});
      const read = await oneContent(market, posted, key, false);
      expect(read).toMatchObject({ ...told, status: 'filled', order_type: posted.order_type });
      expect((read.fees as unknown[]).length).toBe(1);
    }
    await setPrice(80_000);
  });

  it('an immediate order of which a part was filled', async () => {
    const control =
      market.market_type === 'spot' ? oems.stack.simulators.kraken.spot : oems.stack.simulators.kraken.futures;
    const symbol = market.market_type === 'spot' ? 'BTC/USD' : 'PF_XBTUSD';
    await control?.control('market', { symbol, liquidity: 0.0004 });
    const { key, posted } = await place(market, { order_type: 'limit', price: '70000', time_in_force: 'IOC' });
    await control?.control('market', { symbol, liquidity: null });
    const shown = await oneContent(market, posted, key, false);
    expect(shown).toMatchObject({ status: 'canceled', time_in_force: 'IOC', filled_quantity: 0.0004, price: 70_000 });
  });

  it('a resting order of which a part was filled', async () => {
    const control =
      market.market_type === 'spot' ? oems.stack.simulators.kraken.spot : oems.stack.simulators.kraken.futures;
    const symbol = market.market_type === 'spot' ? 'BTC/USD' : 'PF_XBTUSD';
    await control?.control('market', { symbol, liquidity: 0.0004 });
    const { key, posted } = await place(market, { order_type: 'limit', price: '79000' });
    const shown = await oneContent(market, posted, key, true);
    expect(shown).toMatchObject({ status: 'partially_filled', filled_quantity: 0.0004, remaining_quantity: 0.0006 });
    await client.call('cancelOrder', { ...account, order_id: posted.order_id as string });
    await control?.control('market', { symbol, liquidity: null });
  });
});

describe('an order that the exchange rejects at its trigger', () => {
  it('keeps its terms, and has none of its quantity taken for 0', async () => {
    await register('flat', 'flat-customer');
    const terms = { exchange_account_id: 'flat', order_type: 'take_profit', stop_price: '81000', reduce_only: true };
    const market = { market_type: 'swap', symbol: 'BTC/USD:USD' } as const;
    const { posted } = await place(market, terms);
    await setPrice(81_500);
    await oems.stack.invokeJob('followOrders');
    const names = [{ order_id: posted.order_id }, { client_order_id: posted.client_order_id }];
    const answers = [];
    for (const name of names) answers.push(await read({ exchange_account_id: 'flat', ...name }));
    answers.push(await listed('listOrders', { exchange_account_id: 'flat' }, posted.order_id));
    for (const answer of answers)
      expect(content(answer ?? {})).toMatchObject({
        ...{ status: 'rejected', quantity: 0.001, stop_price: 81_000 },
        price: null,
      });
    expect(new Set(answers.map((answer) => JSON.stringify(content(answer ?? {})))).size).toBe(1);
    await setPrice(80_000);
  });
});

describe('as_of', () => {
  it.each(markets)('of an order on $market_type that rests unchanged is the last look of the job', async (market) => {
    const { posted } = await place(market, limit);
    const before = await listed('listOrders', {}, posted.order_id);
    expect(Date.parse(String(before?.as_of))).toBeLessThanOrEqual(Date.now());
    const asked = Date.now();
    await oems.stack.invokeJob('followOrders');
    oems.stack.dynamodb?.faults.resetCounts();
    const after = await listed('listOrders', {}, posted.order_id);
    expect(oems.stack.dynamodb?.faults.counts()).toEqual({ BatchGetItem: 1, Query: 1 });
    expect(Date.parse(String(after?.as_of))).toBeGreaterThanOrEqual(asked);
    expect(content(after ?? {})).toEqual(content(before ?? {}));
    await client.call('cancelOrder', { ...account, order_id: posted.order_id as string });
  });
});

describe('an order that another program placed', () => {
  it.each(markets)(
    'on $market_type is external in every answer, and is not ours under the same names',
    async (market) => {
      const other = `twin-${market.market_type}`;
      await register(other, 'one-customer');
      const { posted } = await place(market, limit);
      const name = { exchange_account_id: other, order_id: posted.order_id, market_type: market.market_type };
      expect(await read(name)).toMatchObject({ external: true, price: 90_000, status: 'open' });
      const inList = await listed(
        'getOpenOrders',
        { exchange_account_id: other, market_type: market.market_type },
        posted.order_id,
      );
      expect(inList).toMatchObject({ external: true });
      const change = { ...name, symbol: market.symbol, price: '90500' };
      expect(orderIn(await client.call('amendOrder', change))).toMatchObject({ external: true, price: 90_500 });
      expect(orderIn(await client.call('cancelOrder', name))).toMatchObject({ external: true, status: 'canceled' });
    },
  );
});
