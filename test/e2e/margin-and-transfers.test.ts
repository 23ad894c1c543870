import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
let id = '';
let accounts = 0;

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
}, 60_000);

afterAll(() => oems?.close());

/** Every fact has a customer of its own at the exchange: leverage preferences and balances are kept there. */
beforeEach(async () => {
  accounts += 1;
  id = `customer-${accounts}`;
  const params = paramsOf(await oems.mintSpot({ customer: id }), await oems.mintFutures({ customer: id }));
  await client.call('registerExchangeAccount', { exchange_account_id: id, exchange: 'kraken', params });
});

function pair() {
  return { exchange_account_id: id, symbol: 'BTC/USD:USD' };
}
function leverage(value: unknown): Promise<Answer> {
  return client.call('setLeverage', { ...pair(), leverage: value });
}
function mode(margin_mode: string, more: Record<string, unknown> = {}): Promise<Answer> {
  return client.call('setMarginMode', { ...pair(), margin_mode, ...more });
}
async function read(): Promise<Record<string, unknown>> {
  return (await client.call('getLeverage', pair())).body.data;
}

describe('margin', () => {
  it('a pair is in cross margin without leverage until a client sets either', async () => {
    expect(await read()).toMatchObject({ exchange: 'krakenfutures', margin_mode: 'cross', leverage: null });
  });

  it('leverage, sent as a number or a string, makes the pair isolated and can be read back', async () => {
    expect((await leverage(5)).body.data).toMatchObject({ margin_mode: 'isolated', leverage: 5 });
    expect((await leverage('2.5')).body.data).toMatchObject({ margin_mode: 'isolated', leverage: 2.5 });
    expect(await read()).toMatchObject({ margin_mode: 'isolated', leverage: 2.5 });
  });

  it('isolated margin without a known leverage is INVALID_REQUEST, and the message says what to do', async () => {
    expect((await mode('isolated')).body).toMatchObject({
      statusCode: 400,
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(/send leverage, or set it with POST \/oems\/execution\/leverage/),
      details: [{ field: 'leverage' }],
    });
    expect(await read()).toMatchObject({ margin_mode: 'cross' });
  });

  it('isolated margin takes the leverage of the request', async () => {
    await leverage(5);
    expect((await mode('isolated', { leverage: 3 })).body.data).toMatchObject({ margin_mode: 'isolated', leverage: 3 });
    expect(await read()).toMatchObject({ leverage: 3 });
  });

  it("isolated margin keeps the pair's leverage, also a leverage that another program has set", async () => {
    await leverage(5);
    await setElsewhere('7');
    expect((await mode('isolated')).body.data).toMatchObject({ leverage: 7 });
  });

  it('cross margin removes the leverage, and isolated margin then returns to the last leverage set through this service', async () => {
    await leverage(5);
    expect((await mode('cross')).body.data).toMatchObject({ margin_mode: 'cross', leverage: null });
    expect(await read()).toMatchObject({ margin_mode: 'cross', leverage: null });
    expect((await mode('isolated')).body.data).toMatchObject({ margin_mode: 'isolated', leverage: 5 });
    expect(await read()).toMatchObject({ leverage: 5 });
  });

  it('a leverage that the exchange refuses is not remembered', async () => {
    const refused = await leverage(100_000);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect((await mode('isolated')).body).toMatchObject({ code: 'INVALID_REQUEST', details: [{ field: 'leverage' }] });
  });

  it('the leverage of one pair says nothing about another', async () => {
    await leverage(5);
    const other = await client.call('setMarginMode', { ...pair(), symbol: 'ETH/USD:USD', margin_mode: 'isolated' });
    expect(other.body).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it.each(['setLeverage', 'setMarginMode', 'getLeverage'] as const)(
    '%s on spot is NOT_SUPPORTED',
    async (operation) => {
      const fields = { setLeverage: { leverage: 2 }, setMarginMode: { margin_mode: 'cross' }, getLeverage: {} }[
        operation
      ];
      const arrived = oems.arrived.length;
      const spot = { exchange_account_id: id, symbol: 'BTC/USD', market_type: 'spot' };
      expect((await client.call(operation, { ...spot, ...fields })).body).toMatchObject({
        statusCode: 422,
        code: 'NOT_SUPPORTED',
      });
      expect(oems.arrived.length).toBe(arrived);
    },
  );

  describe.each(['HALTED', 'REDUCE_ONLY'])('of an account that is %s', (trading_state) => {
    const stop = () => client.call('setTradingState', { exchange_account_id: id, trading_state });
    const halted = { statusCode: 422, code: 'TRADING_HALTED', message: expect.stringContaining(trading_state) };

    it('a leverage goes down and not up, and cross margin does not take the leverage away', async () => {
      await leverage(5);
      await stop();
      expect((await leverage(6)).body).toMatchObject(halted);
      expect((await mode('isolated', { leverage: 6 })).body).toMatchObject(halted);
      expect((await mode('cross')).body).toMatchObject(halted);
      expect(await read()).toMatchObject({ leverage: 5 });
      expect((await leverage(4)).body.data).toMatchObject({ leverage: 4 });
    });

    it('a position in cross margin is not made isolated, and a pair without a position is', async () => {
      oems.stack.world.deposit('futures', id, 'USD', new Decimal(10_000));
      const order = { ...pair(), side: 'buy', order_type: 'market', quantity: 0.01 };
      expect((await client.call('createOrder', order)).status).toBe(200);
      await stop();
      expect((await leverage(50)).body).toMatchObject(halted);
      expect((await mode('isolated', { leverage: 50 })).body).toMatchObject(halted);
      expect(await read()).toMatchObject({ margin_mode: 'cross', leverage: null });
      const other = await client.call('setLeverage', { ...pair(), symbol: 'ETH/USD:USD', leverage: 5 });
      expect(other.body.data).toMatchObject({ margin_mode: 'isolated', leverage: 5 });
    });

    it('spot answers NOT_SUPPORTED as before', async () => {
      await stop();
      const spot = { exchange_account_id: id, symbol: 'BTC/USD', market_type: 'spot' };
      for (const [operation, fields] of [
        ['setLeverage', { leverage: 2 }],
        ['setMarginMode', { margin_mode: 'cross' }],
        ['setMarginMode', { margin_mode: 'isolated', leverage: 2 }],
      ] as const)
        expect((await client.call(operation, { ...spot, ...fields })).body.code).toBe('NOT_SUPPORTED');
    });
  });

  /** A second account on the same customer stands for another program. */
  const setElsewhere = async (value: string): Promise<void> => {
    const params = paramsOf(undefined, await oems.mintFutures({ customer: id }));
    await client.call('registerExchangeAccount', { exchange_account_id: `${id}-b`, exchange: 'kraken', params });
    await client.call('setLeverage', { ...pair(), exchange_account_id: `${id}-b`, leverage: value });
  };
});

describe('transfers', () => {
  const transfer = (fields: Record<string, unknown>): Promise<Answer> =>
    client.call('createTransfer', {
      exchange_account_id: id,
      asset: 'USD',
      amount: '100.25',
      from_account: 'spot',
      to_account: 'swap',
      ...fields,
    });
  const total = async (type: string, asset: string): Promise<unknown> => {
    const { data } = (await client.call('getBalance', { exchange_account_id: id, market_type: type })).body;
    return (data.balances as { asset: string; total: number }[]).find((row) => row.asset === asset)?.total;
  };
  const back = { from_account: 'swap', to_account: 'spot' };

  it('a transfer from spot to futures moves the exact amount', async () => {
    expect((await transfer({})).body.data).toMatchObject({
      asset: 'USD',
      amount: 100.25,
      transfer_id: expect.any(String),
    });
    expect([await total('spot', 'USD'), await total('swap', 'USD')]).toEqual([99_899.75, 100.25]);
  });

  it('a transfer from futures to spot without withdrawal access is PERMISSION_DENIED, and the message names the access', async () => {
    await transfer({});
    expect((await transfer(back)).body).toMatchObject({
      statusCode: 403,
      code: 'PERMISSION_DENIED',
      message: expect.stringMatching(/from swap to spot needs a key with withdrawal access/),
      details: [{ exchange_code: 'insufficientPrivileges' }],
    });
    expect([await total('spot', 'USD'), await total('swap', 'USD')]).toEqual([99_899.75, 100.25]);
  });

  it('a transfer from futures to spot with withdrawal access moves the exact amount', async () => {
    await transfer({});
    const withdrawing = await oems.mintFutures({ customer: id, permissions: { general: 'full', withdrawal: 'full' } });
    await client.call('setCredentials', {
      exchange_account_id: id,
      params: paramsOf(undefined, withdrawing),
      allow_withdraw: true,
    });
    expect((await transfer({ ...back, amount: 40 })).body.data).toMatchObject({ amount: 40 });
    expect([await total('spot', 'USD'), await total('swap', 'USD')]).toEqual([99_939.75, 60.25]);
  });

  it('a transfer of bitcoin arrives as bitcoin', async () => {
    expect((await transfer({ asset: 'BTC', amount: 0.00000001 })).status).toBe(200);
    expect(await total('swap', 'BTC')).toBe(0.00000001);
  });

  it('a transfer of an unknown asset is INVALID_REQUEST and reaches no exchange', async () => {
    const arrived = oems.arrived.length;
    expect((await transfer({ asset: 'NOPE' })).body).toMatchObject({
      statusCode: 400,
      code: 'INVALID_REQUEST',
      details: [{ field: 'asset' }],
    });
    expect(oems.arrived.length).toBe(arrived);
  });

  it('a transfer of more than the balance is INSUFFICIENT_FUNDS, and nothing moves', async () => {
    expect((await transfer({ amount: 1e9 })).body).toMatchObject({ statusCode: 422, code: 'INSUFFICIENT_FUNDS' });
    expect(await total('spot', 'USD')).toBe(100_000);
  });

  it('a transfer without the key of the wallet that the money leaves is PERMISSION_DENIED', async () => {
    await client.call('setCredentials', { exchange_account_id: id, params: { apiKey: null, secret: null } });
    expect((await transfer({})).body.message).toBe('PERMISSION_DENIED: spot key not configured');
  });
});
