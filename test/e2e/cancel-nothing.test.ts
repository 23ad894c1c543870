import { Decimal } from 'decimal.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
const wallets = [
  ['spot', 'BTC/USD', 'CancelOrder'],
  ['swap', 'BTC/USD:USD', 'cancelorder'],
] as const;

beforeAll(async () => {
  oems = await startOems({ workers: 4 });
  client = await oems.client('acme');
}, 60_000);
afterEach(() => setCancels('done', 'done'));
afterAll(() => oems?.close());

/** What becomes of cancellations at each simulator. */
async function setCancels(spot: string, futures: string): Promise<void> {
  await oems.stack.simulators.kraken.spot?.control('cancels', { cancels: spot });
  await oems.stack.simulators.kraken.futures?.control('cancels', { cancels: futures });
}

/** An account over a customer of its own, with an open order in each wallet. */
async function account(exchange_account_id: string): Promise<Record<'spot' | 'swap', string>> {
  const customer = exchange_account_id;
  const params = paramsOf(await oems.mintSpot({ customer }), await oems.mintFutures({ customer }));
  oems.stack.world.deposit('futures', customer, 'USD', new Decimal(10_000));
  await client.call('registerExchangeAccount', { exchange_account_id, exchange: 'kraken', params });
  const terms = { exchange_account_id, side: 'buy', order_type: 'limit', price: 70_000, quantity: 0.001 };
  const place = async (symbol: string) => {
    const { status, text, body } = await client.call('createOrder', { ...terms, symbol });
    expect(status, text).toBe(200);
    return (body.data.order as { order_id: string }).order_id;
  };
  return { spot: await place('BTC/USD'), swap: await place('BTC/USD:USD') };
}

async function openIds(exchange_account_id: string): Promise<string[]> {
  const { body } = await client.call('getOpenOrders', { exchange_account_id });
  return (body.data.orders as { order_id: string }[]).map(({ order_id }) => order_id);
}

const cancelsAt = async (marketType: 'spot' | 'swap', path: string) =>
  (marketType === 'spot' ? await oems.spotLog() : await oems.futuresLog()).filter((line) => line.path.endsWith(path))
    .length;

/** Requests that cancel, at each exchange so far. */
async function cancelsSent(): Promise<number[]> {
  const logs = await Promise.all([oems.spotLog(), oems.futuresLog()]);
  return logs.map((log) => log.filter(({ path }) => /cancel|batchorder/i.test(path)).length);
}

describe('a cancellation that canceled nothing while the order is open', () => {
  it.each(wallets)('on %s asks once more and then is an error', async (marketType, _symbol, path) => {
    const ids = await account(`single-${marketType}`);
    const named = { exchange_account_id: `single-${marketType}`, order_id: ids[marketType] };
    await setCancels('ignored', 'ignored');
    const before = await cancelsAt(marketType, path);
    const refused = await client.call('cancelOrder', named);
    expect([refused.status, refused.body.code]).toEqual([503, 'EXCHANGE_UNAVAILABLE']);
    expect(refused.body.message).toMatch(/did not cancel the order.*still shows the order as open/);
    expect((await cancelsAt(marketType, path)) - before).toBe(2);
    expect(await openIds(`single-${marketType}`)).toContain(ids[marketType]);
    await setCancels('done', 'done');
    expect((await client.call('cancelOrder', named)).body.message).toBe('Order canceled');
  });

  it('by ids or of all open orders asks on, and at the end of the call tells every order as perhaps open, with the reason', async () => {
    const [named, all] = [await account('named'), await account('all')];
    await setCancels('ignored', 'ignored');
    const before = await cancelsSent();
    const answers = await Promise.all([
      client.call('cancelAllOrders', { exchange_account_id: 'named', order_ids: Object.values(named).join(',') }),
      client.call('cancelAllOrders', { exchange_account_id: 'all' }),
    ]);
    const outcomes = ({ body }: Answer, list: string) => body.data[list] as { outcome: string; reason: string }[];
    expect(answers.map(({ status, body: { data } }) => [status, data.canceled, data.complete])).toEqual(
      answers.map(() => [202, 0, false]),
    );
    const told = [...outcomes(answers[0], 'orders'), ...outcomes(answers[1], 'wallets')];
    for (const { outcome, reason } of told) {
      expect(outcome).toBe('unknown');
      expect(reason).toMatch(/Kraken (Spot|Futures) canceled nothing of an order that may be open/);
    }
    expect(told).toHaveLength(4);
    for (const [index, count] of (await cancelsSent()).entries())
      expect(count - (before[index] ?? 0), 'two accounts, each at least twice').toBeGreaterThanOrEqual(4);
    expect((await openIds('all')).toSorted()).toEqual(Object.values(all).toSorted());
  }, 60_000);

  it('leaves a halt incomplete, with the number of open orders of each wallet', async () => {
    await account('halted');
    await setCancels('ignored', 'ignored');
    const { body } = await client.call('haltTrading', { exchange_account_id: 'halted' });
    expect(body.data).toMatchObject({ complete: false, cancellations: [{ canceled: 0 }, { canceled: 0 }] });
    expect(body.data.wallets).toMatchObject([{ open_orders: 1 }, { open_orders: 1 }]);
    expect(body.message).toMatch(/not complete: .*1 order still open after the cancellations/);
  }, 30_000);
});

describe('a cancellation that is pending', () => {
  it('is 202 for one order, and no number in a halt, which is incomplete', async () => {
    const { spot: order_id } = await account('pending');
    await setCancels('pending', 'unlisted');
    const named = { exchange_account_id: 'pending' };
    const pending = await client.call('cancelOrder', { ...named, order_id });
    expect([pending.status, (pending.body.data.order as { status: string }).status]).toEqual([202, 'open']);
    const { body } = await client.call('haltTrading', named);
    expect(body.data).toMatchObject({ complete: false, cancellations: [{ outcome: 'done', canceled: null }, {}] });
  }, 30_000);

  it('a word that nobody lists is an error, and no cancellation', async () => {
    const { swap: order_id } = await account('unlisted');
    await setCancels('done', 'unlisted');
    const { status, body } = await client.call('cancelOrder', { exchange_account_id: 'unlisted', order_id });
    expect([status, body.code]).toEqual([503, 'EXCHANGE_UNAVAILABLE']);
  });
});
