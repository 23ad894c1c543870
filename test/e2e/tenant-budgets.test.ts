import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let flooding: Client;
let quiet: Client;

/** A worker for each function, as one container: the burst of four is spent by the fifth call. */
beforeAll(async () => {
  oems = await startOems({ workers: 1, functionEnv: { OEMS_TENANT_BUDGET: '1/4' } });
  [flooding, quiet] = [await oems.client('flooding'), await oems.client('quiet')];
  for (const client of [flooding, quiet])
    await client.call('registerExchangeAccount', {
      exchange_account_id: 'main',
      exchange: 'kraken',
      params: paramsOf(await oems.mintSpot({ customer: client === quiet ? 'quiet' : 'flooding' })),
    });
}, 180_000);
afterAll(() => oems?.close());

const main = { exchange_account_id: 'main' };
const order = { ...main, symbol: 'BTC/USD', side: 'buy', order_type: 'limit', price: 70_000, quantity: 0.001 };
/** Refused within a millisecond, so that the bucket empties faster than it fills, on a busy machine too. */
const wrong = { ...order, quantity: -1 };
const refused = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 429);

/** Sixty calls of each kind, side by side. */
function flood(): Promise<Answer[]> {
  const calls = Array.from({ length: 60 }, () => [
    flooding.call('createOrder', wrong),
    flooding.call('listOrders', { colour: 'red' }),
  ]);
  return Promise.all(calls.flat());
}

async function ordersAtExchange(): Promise<number> {
  return (await oems.spotLog()).filter(({ path }) => path.endsWith('/AddOrder')).length;
}

describe('while a tenant floods', () => {
  it('its calls beyond the budget are refused with the time to wait', async () => {
    const answers = await flood();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400, 429]));
    expect(refused(answers).length).toBeGreaterThan(answers.length / 3);
    const [first] = refused(answers);
    expect(first?.body).toMatchObject({ code: 'RATE_LIMITED', message: expect.stringContaining('from a tenant') });
    expect(Object.fromEntries(first?.headers ?? [])).toMatchObject({
      'retry-after': '1',
      'ratelimit-policy': '"tenant";q=4;w=4',
      ratelimit: '"tenant";r=0;t=1',
    });
  }, 120_000);

  it('a refused order has not reached the exchange', async () => {
    const before = await ordersAtExchange();
    const answers = await Promise.all(Array.from({ length: 8 }, () => flooding.call('createOrder', order)));
    const placed = answers.filter(({ status }) => status === 200).length;
    expect(placed + refused(answers).length).toBe(answers.length);
    expect((await ordersAtExchange()) - before).toBe(placed);
  }, 120_000);

  it('another tenant reads and orders, and both tenants cancel, halt and trade again', async () => {
    const flooded = flood();
    const answers = [await quiet.call('listOrders', main), await quiet.call('createOrder', order)];
    for (let call = 0; call < 6; call += 1) answers.push(await flooding.call('cancelAllOrders', main));
    for (const client of [quiet, flooding]) answers.push(await client.call('haltTrading', main));
    for (const client of [quiet, flooding])
      answers.push(await client.call('setTradingState', { ...main, trading_state: 'ACTIVE' }));
    expect(answers.map(({ status, text }) => [status, text])).toEqual(answers.map(({ text }) => [200, text]));
    expect(refused(await flooded).length).toBeGreaterThan(0);
  }, 120_000);
});
