import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type KeyPair, type Oems, paramsOf, startOems } from './fixture-oems.ts';

const workers = 4;
let oems: Oems;
let client: Client;

beforeAll(async () => {
  oems = await startOems({ workers });
  client = await oems.client('acme');
}, 60_000);

afterAll(() => oems?.close());

async function register(id: string, params: Record<string, string>): Promise<void> {
  const { status } = await client.call('registerExchangeAccount', {
    exchange_account_id: id,
    exchange: 'kraken',
    params,
  });
  expect(status).toBe(200);
}
function change(
  id: string,
  params: Record<string, string | null>,
  more: Record<string, unknown> = {},
): Promise<Answer> {
  return client.call('setCredentials', { exchange_account_id: id, params, ...more });
}
function balance(id: string, type = 'spot'): Promise<Answer> {
  return client.call('getBalance', { exchange_account_id: id, market_type: type });
}
function keyOf({ body }: Answer, marketType: 'spot' | 'swap'): Record<string, unknown> {
  return (body.data.credentials as Record<string, Record<string, unknown>>)[marketType] ?? {};
}

/** One call on each worker at the same time, so that every worker holds whatever it holds of the account. */
function onAllWorkers(id: string, type = 'spot'): Promise<Answer[]> {
  return Promise.all(Array.from({ length: workers * 2 }, () => balance(id, type)));
}

describe('rotation', () => {
  it.each(['spot', 'swap'] as const)(
    'a rotation of the %s key holds from the very next call on, on every warm worker',
    async (type) => {
      const [first, second] = type === 'spot' ? [await oems.mintSpot(), await oems.mintSpot()] : await futuresPairs();
      const params = (pair: KeyPair) => (type === 'spot' ? paramsOf(pair) : paramsOf(undefined, pair));
      await register(`rotated-${type}`, params(first));
      await onAllWorkers(`rotated-${type}`, type);
      const log = (): Promise<{ apiKey: string | null }[]> => (type === 'spot' ? oems.spotLog() : oems.futuresLog());
      expect((await log()).filter(({ apiKey }) => apiKey === first.apiKey).length).toBeGreaterThan(workers);

      expect((await change(`rotated-${type}`, params(second))).status).toBe(200);
      const since = (await log()).length;
      const after = await onAllWorkers(`rotated-${type}`, type);

      expect(after.map(({ status }) => status)).toEqual(after.map(() => 200));
      expect(new Set((await log()).slice(since).map(({ apiKey }) => apiKey))).toEqual(new Set([second.apiKey]));
    },
  );

  const futuresPairs = async (): Promise<[KeyPair, KeyPair]> => [await oems.mintFutures(), await oems.mintFutures()];

  it('a rotation checks the new key first: a refused key leaves the old key in use', async () => {
    const good = await oems.mintSpot();
    await register('kept', paramsOf(good));
    const wrong = { apiKey: (await oems.mintSpot()).apiKey, secret: Buffer.alloc(64, 3).toString('base64') };
    expect((await change('kept', paramsOf(wrong))).body).toMatchObject({ statusCode: 403, code: 'KEY_REFUSED' });
    expect((await balance('kept')).status).toBe(200);
  });

  it('a rotation refuses a key that can withdraw, unless the client allows such a key', async () => {
    await register('careful', paramsOf(await oems.mintSpot()));
    const risky = paramsOf(await oems.mintSpot({ permissions: ['query-funds', 'withdraw-funds'] }));
    expect((await change('careful', risky)).body).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect((await change('careful', risky, { allow_withdraw: true })).status).toBe(200);
  });

  it('a rotation gives the new key a version of its own and leaves the key of the other market alone', async () => {
    const [spot, futures] = [await oems.mintSpot(), await oems.mintFutures()];
    await register('versions', paramsOf(spot, futures));
    const before = await client.call('getExchangeAccount', { exchange_account_id: 'versions' });
    const after = await change('versions', paramsOf(spot));
    expect(keyOf(after, 'spot').version).not.toBe(keyOf(before, 'spot').version);
    expect(keyOf(after, 'swap')).toEqual(keyOf(before, 'swap'));
  });

  it('a rotation of a missing account is NOT_FOUND, and the exchange is not asked', async () => {
    const arrived = oems.arrived.length;
    expect((await change('nobody', paramsOf(await oems.mintSpot()))).body).toMatchObject({ code: 'NOT_FOUND' });
    expect(oems.arrived.length).toBe(arrived);
  });
});

describe('clearing', () => {
  it.each([
    ['""', { futuresApiKey: '', futuresSecret: '' }],
    ['null', { futuresApiKey: null, futuresSecret: null }],
    ['one value of the pair', { futuresSecret: '' }],
  ])('a clearing with %s ends all use of the key with the next call', async (title, params) => {
    const id = `cleared-${title.replaceAll(/\W/g, '') || 'empty'}`;
    await register(id, paramsOf(await oems.mintSpot(), await oems.mintFutures()));
    await onAllWorkers(id, 'swap');
    const answer = await change(id, params);
    expect(keyOf(answer, 'swap')).toMatchObject({ configured: false, key_hint: null, version: null });
    expect(keyOf(answer, 'spot')).toMatchObject({ configured: true });
    const arrived = oems.arrived.length;
    for (const { body } of await onAllWorkers(id, 'swap')) {
      expect(body.message).toBe('PERMISSION_DENIED: futures key not configured');
    }
    expect(oems.arrived.length).toBe(arrived);
  });

  it('a cleared pair can be set again', async () => {
    await register('again', paramsOf(await oems.mintSpot(), await oems.mintFutures()));
    await change('again', { apiKey: null, secret: null });
    expect((await balance('again')).body.message).toBe('PERMISSION_DENIED: spot key not configured');
    await change('again', paramsOf(await oems.mintSpot()));
    expect((await balance('again')).status).toBe(200);
  });
});

describe('deletion', () => {
  it('a deletion ends all use of the keys on every warm worker and takes the account off the list', async () => {
    await register('gone', paramsOf(await oems.mintSpot()));
    await onAllWorkers('gone');
    const deleted = await client.call('deleteExchangeAccount', { exchange_account_id: 'gone' });
    expect(deleted.body.data).toEqual({
      exchange_account_id: 'gone',
      deleted: true,
      purged_records: 0,
      orders_left_open: 0,
    });
    const arrived = oems.arrived.length;
    for (const { body } of await onAllWorkers('gone')) expect(body).toMatchObject({ code: 'NOT_FOUND' });
    expect((await client.call('listExchangeAccounts', { limit: 100 })).text).not.toContain('"gone"');
    expect(oems.arrived.length).toBe(arrived);
  });

  it('a deletion frees the id, and the next account of the id never uses the old key', async () => {
    const [old, fresh] = [await oems.mintSpot(), await oems.mintSpot()];
    await register('reborn', paramsOf(old));
    await onAllWorkers('reborn');
    await client.call('deleteExchangeAccount', { exchange_account_id: 'reborn' });
    await register('reborn', paramsOf(fresh));
    const since = (await oems.spotLog()).length;
    expect((await onAllWorkers('reborn')).map(({ status }) => status)).toEqual(Array(workers * 2).fill(200));
    expect(new Set((await oems.spotLog(since)).map(({ apiKey }) => apiKey))).toEqual(new Set([fresh.apiKey]));
  });

  it('a deletion that broke off after the keys were destroyed leaves an account without keys that can be deleted again', async () => {
    await register('half', paramsOf(await oems.mintSpot()));
    oems.stack.dynamodb?.faults.arm({ operation: 'DeleteItem', kind: 'error', times: 3 });
    expect((await client.call('deleteExchangeAccount', { exchange_account_id: 'half' })).status).toBe(500);
    const left = await client.call('getExchangeAccount', { exchange_account_id: 'half' });
    expect(left.body.data).toMatchObject({ trading_state: 'HALTED', credentials: { spot: { configured: false } } });
    expect((await balance('half')).body.message).toBe('PERMISSION_DENIED: spot key not configured');
    expect((await client.call('deleteExchangeAccount', { exchange_account_id: 'half' })).status).toBe(200);
  });

  it('a deletion leaves the orders, and a deletion with purge removes the orders too', async () => {
    await register('history', paramsOf(await oems.mintSpot()));
    const order = { exchange_account_id: 'history', symbol: 'BTC/USD', side: 'buy', order_type: 'market' };
    await client.call('createOrder', { ...order, quantity: 0.001 });
    await client.call('deleteExchangeAccount', { exchange_account_id: 'history' });
    expect((await client.call('listOrders', { exchange_account_id: 'history' })).body.data).toMatchObject({ count: 1 });
    await register('history', paramsOf(await oems.mintSpot()));
    const purged = await client.call('deleteExchangeAccount', { exchange_account_id: 'history', purge: true });
    expect(purged.body.data).toMatchObject({ purged_records: 1 });
    expect((await client.call('listOrders', { exchange_account_id: 'history' })).body.code).toBe('NOT_FOUND');
  });
});

describe('the trading state', () => {
  const order = (more: Record<string, unknown>): Promise<Answer> =>
    client.call('createOrder', { exchange_account_id: 'states', order_type: 'market', ...more });
  const set = (state: string) =>
    client.call('setTradingState', { exchange_account_id: 'states', trading_state: state });
  const buySpot = { symbol: 'BTC/USD', side: 'buy', quantity: 0.001 };
  const sellSpot = { ...buySpot, side: 'sell' };
  const openShort = { symbol: 'BTC/USD:USD', side: 'sell', quantity: 0.0004 };
  const closeShort = { ...openShort, side: 'buy', quantity: 0.0001, reduce_only: true };

  it.each([
    ['ACTIVE', [200, 200, 200, 200]],
    ['REDUCE_ONLY', [422, 200, 422, 200]],
    ['HALTED', [422, 422, 422, 422]],
    ['ACTIVE', [200, 200, 200, 200]],
  ])('the trading state %s holds from the very next order on', async (state, expected) => {
    const known = await client.call('getExchangeAccount', { exchange_account_id: 'states' });
    if (known.status === 404) await register('states', paramsOf(await oems.mintSpot(), await oems.mintFutures()));
    expect((await set(state)).body.data).toMatchObject({ trading_state: state });
    const arrived = oems.arrived.length;
    const answers: Answer[] = [];
    for (const wish of [buySpot, sellSpot, openShort, closeShort]) answers.push(await order(wish));
    expect(answers.map(({ status }) => status)).toEqual(expected);
    for (const { body } of answers.filter(({ status }) => status === 422))
      expect(body).toMatchObject({
        code: 'TRADING_HALTED',
        message: expect.stringContaining(`denied: the account is ${state}`),
      });
    if (state === 'HALTED') expect(oems.arrived.length).toBe(arrived);
  });
});
