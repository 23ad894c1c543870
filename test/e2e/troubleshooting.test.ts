import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
}, 60_000);

afterAll(() => oems?.close());

function register(id: string, params: Record<string, string>, verify = true): Promise<Answer> {
  return client.call('registerExchangeAccount', { exchange_account_id: id, exchange: 'kraken', params, verify });
}

describe("the guide's troubleshooting: every error names its cause and its remedy", () => {
  it('EAPI:Invalid nonce is NONCE_REJECTED and says that the key must be set again', async () => {
    const spot = await oems.mintSpot({ nonce_window: 10_000 });
    await register('nonce', paramsOf(spot));
    await oems.mintSpot({ api_key: spot.apiKey, nonce: String(Date.now() + 3_600_000) });
    const { body } = await client.call('getBalance', { exchange_account_id: 'nonce', market_type: 'spot' });
    expect(body).toMatchObject({
      isError: true,
      statusCode: 503,
      code: 'NONCE_REJECTED',
      message: expect.stringMatching(
        /another program.*nothing was executed.*PUT \/delegation\/exchange-account\/credentials/,
      ),
      details: [{ exchange_code: 'EAPI:Invalid nonce' }],
    });
  });

  it('EGeneral:Permission denied is PERMISSION_DENIED and names the permission', async () => {
    const permissions = ['query-open-trades', 'query-closed-trades', 'modify-trades', 'close-trades'];
    await register('blind', paramsOf(await oems.mintSpot({ permissions })));
    const { body } = await client.call('getBalance', { exchange_account_id: 'blind', market_type: 'spot' });
    expect(body).toMatchObject({
      isError: true,
      statusCode: 403,
      code: 'PERMISSION_DENIED',
      message: expect.stringMatching(/valid but lacks a permission.*Query Funds.*Settings > API/),
      details: [{ exchange_code: 'EGeneral:Permission denied' }],
    });
  });

  it('authenticationError is KEY_REFUSED and says that a spot key cannot sign futures requests', async () => {
    const spot = await oems.mintSpot();
    await register('mixed', paramsOf(spot, spot), false);
    const { body } = await client.call('getBalance', { exchange_account_id: 'mixed', market_type: 'swap' });
    expect(body).toMatchObject({
      isError: true,
      statusCode: 403,
      code: 'KEY_REFUSED',
      message: expect.stringMatching(
        /spot key cannot sign futures requests.*PUT \/delegation\/exchange-account\/credentials/,
      ),
      details: [{ exchange_code: 'authenticationError' }],
    });
  });

  it('a spot key given as a futures key is refused at registration', async () => {
    const spot = await oems.mintSpot();
    expect((await register('refused', paramsOf(spot, spot))).body).toMatchObject({
      code: 'KEY_REFUSED',
      details: [{ exchange_code: 'authenticationError' }],
    });
  });

  const short = async (id: string): Promise<Record<string, unknown>> => {
    const pairs = paramsOf(await oems.mintSpot({ customer: id }), await oems.mintFutures({ customer: id }));
    await register(id, pairs);
    const funds = { asset: 'USD', amount: 1000, from_account: 'spot', to_account: 'swap' };
    await client.call('createTransfer', { exchange_account_id: id, ...funds });
    const order = { exchange_account_id: id, symbol: 'BTC/USD:USD', order_type: 'market', quantity: 0.0004 };
    await client.call('createOrder', { ...order, side: 'sell' });
    return { ...order, reduce_only: true };
  };

  it.each([
    ['it is closed already', 'closed', 'buy'],
    ['the side is wrong', 'wrong-side', 'sell'],
  ])('wouldNotReducePosition: %s', async (_cause, id, side) => {
    const order = await short(id);
    if (id === 'closed') await client.call('createOrder', { ...order, side: 'buy' });
    const { body } = await client.call('createOrder', { ...order, side });
    expect(body).toMatchObject({
      isError: true,
      statusCode: 422,
      code: 'ORDER_REJECTED',
      message: expect.stringMatching(/wouldNotReducePosition.*\/positions.*smaller or opposite order/),
      details: [{ exchange_code: 'wouldNotReducePosition' }],
    });
  });

  it('a reduce-only order above the position closes the position, never turns it, and tells the quantity that was taken', async () => {
    const order = await short('oversize');
    const { body } = await client.call('createOrder', { ...order, side: 'buy', quantity: 0.001 });
    expect(body.data.order).toMatchObject({ quantity: 0.0004, filled_quantity: 0.0004, remaining_quantity: 0 });
    const { data } = (await client.call('getPositions', { exchange_account_id: 'oversize', market_type: 'swap' })).body;
    expect(data).toEqual({ positions: [], count: 0 });
  });

  it('/health tells of this service alone: ok while Kraken is down, whose state the calls tell that ask Kraken', async () => {
    await register('down', paramsOf(await oems.mintSpot()));
    const { spot } = oems.stack.simulators.kraken;
    await spot?.control('fault', { path: '/BalanceEx', kind: 'http-503', times: 1 });
    const asked = async () => ((await spot?.control('log')) as readonly unknown[] | undefined)?.length;
    const before = await asked();
    const health = await client.call('getHealth');
    expect([health.status, health.body.data, await asked()]).toEqual([200, { status: 'ok' }, before]);
    const balance = await client.call('getBalance', { exchange_account_id: 'down', market_type: 'spot' });
    expect(balance.body).toMatchObject({ statusCode: 503, code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('spot holdings in Flex Earn have a name of their own, apart from the tradable balance', async () => {
    await register('earn', paramsOf(await oems.mintSpot({ customer: 'earn' })));
    const { body } = await client.call('getBalance', { exchange_account_id: 'earn', market_type: 'spot' });
    expect(body.data.balances).toEqual(
      expect.arrayContaining([
        { asset: 'BTC', free: 2, used: 0, total: 2 },
        { asset: 'BTC.F', free: 0.5, used: 0, total: 0.5 },
      ]),
    );
  });
});
