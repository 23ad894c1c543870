import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
const both = { exchange_account_id: 'both' };
const spotOnly = { exchange_account_id: 'spot-only' };
const perp = 'BTC/USD:USD';
const pair = 'BTC/USD';

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
  const register = (account: object, params: object) =>
    client.call('registerExchangeAccount', { ...account, exchange: 'kraken', params });
  await register(both, paramsOf(await oems.mintSpot(), await oems.mintFutures()));
  await register(spotOnly, paramsOf(await oems.mintSpot()));
}, 60_000);

afterAll(() => oems?.close());

async function order(symbol: string, more: Record<string, unknown>): Promise<string> {
  const fields = { ...both, symbol, side: 'buy', quantity: 0.001, ...more };
  const { status, body } = await client.call('createOrder', fields);
  expect(status).toBe(200);
  return (body.data.order as { order_id: string }).order_id;
}
const clientIdOf = async (order_id: string | undefined) => {
  const { body } = await client.call('getOrder', { ...both, order_id });
  return (body.data.order as { client_order_id: string }).client_order_id;
};
const rest = (symbol: string) => order(symbol, { order_type: 'limit', price: 70_000 });
const outcomes = ({ body }: Answer) =>
  (body.data.wallets as { market_type: string; outcome: string }[] | undefined)?.map((one) => [
    one.market_type,
    one.outcome,
  ]);
const done = [
  ['spot', 'done'],
  ['swap', 'done'],
];

describe('a call without market_type', () => {
  it('lists the balances of both wallets, each row with its market; a named wallet answers as ever', async () => {
    const all = await client.call('getBalance', both);
    expect([all.status, all.body.data.market_type, all.body.data.exchange, outcomes(all)]).toEqual([
      200,
      null,
      'kraken',
      done,
    ]);
    const rows = all.body.data.balances as { market_type: string }[];
    expect([...new Set(rows.map(({ market_type }) => market_type))]).toEqual(['spot', 'swap']);
    const named = await client.call('getBalance', { ...both, market_type: 'spot' });
    expect(named.body.data.wallets).toBeUndefined();
    expect(named.body.data.balances).toEqual(
      rows.filter(({ market_type }) => market_type === 'spot').map(({ market_type: _type, ...row }) => row),
    );
  });

  it('lists open orders and fills of both wallets; pages hold every fill once', async () => {
    const ids = [await rest(pair), await rest(perp)];
    const open = await client.call('getOpenOrders', both);
    const shown = (open.body.data.orders as { order_id: string }[]).map(({ order_id }) => order_id);
    expect([shown.toSorted(), outcomes(open)]).toEqual([ids.toSorted(), done]);
    for (const symbol of [pair, perp, pair, perp, pair]) await order(symbol, { order_type: 'market' });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { status, body } = await client.call('getTrades', { ...both, limit: 1, ...(cursor ? { cursor } : {}) });
      expect(status).toBe(200);
      seen.push(...(body.data.trades as { trade_id: string }[]).map(({ trade_id }) => trade_id));
      cursor = (body.data.next_cursor as string | null) ?? undefined;
    } while (cursor !== undefined);
    const named = await Promise.all(
      ['spot', 'swap'].map((market_type) => client.call('getTrades', { ...both, market_type })),
    );
    const expected = named.flatMap(({ body }) =>
      (body.data.trades as { trade_id: string }[]).map((one) => one.trade_id),
    );
    expect([seen.length, seen.toSorted()]).toEqual([5, expected.toSorted()]);
  });

  it('lists the positions of both markets: those of spot, which this service does not trade, are told as untraded', async () => {
    const hold = (positions: object[]) => oems.stack.simulators.kraken.spot?.control('margin_positions', { positions });
    const onSwap = { exchange: 'krakenfutures', symbol: perp, side: 'long', contracts: 0.002, untraded: false };
    for (const isHeld of [true, false]) {
      await hold(isHeld ? [{ pair: 'XXBTZUSD', type: 'sell', vol: '0.5' }] : []);
      const answer = await client.call('getPositions', both);
      const onSpot = { exchange: 'kraken', symbol: pair, side: 'short', contracts: 0.5, untraded: true };
      expect([answer.status, outcomes(answer), answer.body.data.complete]).toEqual([200, done, true]);
      expect(answer.body.data.positions).toMatchObject(isHeld ? [onSpot, onSwap] : [onSwap]);
    }
  });

  it('a cursor of one wallet is refused by a call about all', async () => {
    const { body } = await client.call('getTrades', { ...both, cursor: '1782460800000.abc' });
    expect(body).toMatchObject({ statusCode: 400, details: [{ field: 'cursor' }] });
  });

  it('shows realized PnL of the markets that tell it', async () => {
    const answer = await client.call('getRealizedPnl', both);
    expect([answer.status, outcomes(answer)?.[0]]).toEqual([200, ['spot', 'not_supported']]);
  });

  it.each(['getBalance', 'getOpenOrders', 'getTrades', 'cancelAllOrders'] as const)(
    '%s of an account with one key names the wallet without a key',
    async (operation) => {
      const answer = await client.call(operation, spotOnly);
      expect([answer.status, answer.body.data.complete, outcomes(answer)]).toEqual([
        200,
        true,
        [
          ['spot', 'done'],
          ['swap', 'not_configured'],
        ],
      ]);
    },
  );

  it('with one wallet away is served with complete: false and the reason', async () => {
    await oems.stack.simulators.kraken.futures?.control('fault', { path: 'accounts', kind: 'http-503', times: 1 });
    const answer = await client.call('getBalance', both);
    expect([answer.status, answer.body.data.complete, outcomes(answer)]).toEqual([
      200,
      false,
      [
        ['spot', 'done'],
        ['swap', 'failed'],
      ],
    ]);
  });

  it('cancels what is open in both wallets', async () => {
    await rest(pair);
    await rest(perp);
    const answer = await client.call('cancelAllOrders', both);
    expect([answer.status, answer.body.message, outcomes(answer)]).toEqual([200, 'Open orders canceled', done]);
    expect((await client.call('getOpenOrders', both)).body.data.count).toBe(0);
  });
});

describe('a cancellation by ids', () => {
  it('takes ids of both wallets, of programs beside this service too, and a repeated parameter', async () => {
    const ids = [await rest(pair), await rest(perp)];
    const query = `exchange_account_id=both&order_ids=${ids[0]}&order_ids=${ids[1]}`;
    const { status, body } = await client.send('DELETE', `/oems/execution/open-orders?${query}`);
    expect([status, body.message]).toEqual([200, '2 of 2 orders canceled']);
    const names = [await clientIdOf(ids[0]), await clientIdOf(ids[1])];
    const told = (outcome: string) =>
      ids.map((order_id, index) => ({ order_id, client_order_id: names[index], outcome, reason: null }));
    expect(body.data.orders).toEqual(told('canceled'));
    const again = await client.call('cancelAllOrders', { ...both, client_order_ids: names.join(',') });
    expect(again.body.data.orders).toEqual(told('already_closed'));
  });

  it('an id that nobody knows may be an order of the wallet whose key was removed', async () => {
    const account = { exchange_account_id: 'half' };
    const params = paramsOf(await oems.mintSpot(), await oems.mintFutures());
    await client.call('registerExchangeAccount', { ...account, exchange: 'kraken', params });
    const ask = () => client.call('cancelAllOrders', { ...account, client_order_ids: 'elsewhere' });
    const ends = ({ status, body }: Answer) => [
      status,
      body.data.complete,
      (body.data.orders as { outcome: string }[])[0],
    ];
    expect(ends(await ask())).toMatchObject([200, true, { outcome: 'not_found' }]);
    await client.call('setCredentials', { ...account, params: { futuresApiKey: '', futuresSecret: '' } });
    const reason = expect.stringContaining('the key of a wallet was removed');
    expect(ends(await ask())).toMatchObject([202, false, { outcome: 'unknown', reason }]);
  });

  it.each([
    [{ order_ids: Array.from({ length: 51 }, (_, index) => `o${index}`).join(',') }, 'order_ids'],
    [{ order_ids: 'a,,b' }, 'order_ids'],
    [{ order_ids: 'a b' }, 'order_ids'],
    [{ order_ids: 'a', client_order_ids: 'b' }, 'order_ids'],
  ])('%j is refused', async (fields, field) => {
    const { body } = await client.call('cancelAllOrders', { ...both, ...fields });
    expect(body).toMatchObject({ statusCode: 400, details: [{ field }] });
  });
});

describe('a position', () => {
  it('is closed by one call, and a second close says that none is open', async () => {
    await order(perp, { order_type: 'market' });
    const closed = await client.call('closePosition', { ...both, symbol: perp });
    expect([closed.status, closed.body.message, closed.body.data.remaining]).toEqual([200, 'Position closed', 0]);
    const again = await client.call('closePosition', { ...both, symbol: perp });
    expect([again.status, again.body.code]).toEqual([409, 'ALREADY_CLOSED']);
  });

  it('on spot is NOT_SUPPORTED with the remedy', async () => {
    const { body } = await client.call('closePosition', { ...both, symbol: pair });
    expect(body).toMatchObject({ statusCode: 422, code: 'NOT_SUPPORTED', message: expect.stringContaining('sell') });
  });
});
