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

/** Every fact has a customer of its own, with 0.5 BTC in the wallet of the futures market. */
beforeEach(async () => {
  accounts += 1;
  id = `coiner-${accounts}`;
  const params = paramsOf(await oems.mintSpot({ customer: id }), await oems.mintFutures({ customer: id }));
  await client.call('registerExchangeAccount', { exchange_account_id: id, exchange: 'kraken', params });
  expect((await transfer('spot', 'swap', 0.5)).status).toBe(200);
});

function transfer(from_account: string, to_account: string, amount: number, key?: string): Promise<Answer> {
  const body = { exchange_account_id: id, asset: 'BTC', amount, from_account, to_account };
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return client.send('POST', '/oems/execution/transfer', JSON.stringify(body), headers);
}
const inverse = 'BTC/USD:BTC';
function order(fields: Record<string, unknown>): Promise<Answer> {
  const terms = { exchange_account_id: id, symbol: inverse, order_type: 'market', quantity: 1000 };
  return client.call('createOrder', { ...terms, ...fields });
}
const buy = { side: 'buy' };

interface Row {
  readonly wallet: string | null;
  readonly account: string;
  readonly asset: string;
  readonly [figure: string]: unknown;
}
async function marginOf(account: string): Promise<Row | undefined> {
  const { data } = (await client.call('getMargin', { exchange_account_id: id, market_type: 'swap' })).body;
  return (data.wallets as Row[]).find((row) => row.account === account);
}
async function balanceIn(wallet: string): Promise<Row | undefined> {
  const { data } = (await client.call('getBalance', { exchange_account_id: id, market_type: 'swap' })).body;
  return (data.other_wallets as Row[]).find((row) => row.wallet === wallet);
}
async function positions(market_type: string): Promise<unknown> {
  return (await client.call('getPositions', { exchange_account_id: id, market_type })).body.data.positions;
}

describe('an inverse contract', () => {
  it('without margin in the wallet of its coin is refused, and the answer names the wallet and the transfer that helps', async () => {
    const { body } = await order(buy);
    expect(body).toMatchObject({
      statusCode: 422,
      code: 'INSUFFICIENT_FUNDS',
      message: expect.stringMatching(
        /fi_xbtusd, which margins BTC\/USD:BTC,.*asset BTC, from_account swap and to_account swap:fi_xbtusd/,
      ),
      details: [{ exchange_code: 'insufficientAvailableFunds' }],
    });
    expect(body.message).not.toMatch(/cannot be funded/);
  });

  it('is funded, tried, traded, shown and closed in its coin, and the coin goes back', async () => {
    const moved = await transfer('swap', 'swap:fi_xbtusd', 0.2);
    expect(moved.body.data).toMatchObject({
      ...{ status: 'completed', from_account: 'swap', to_account: 'swap:fi_xbtusd', transfer_id: expect.any(String) },
    });
    expect(await balanceIn('fi_xbtusd')).toEqual({
      ...{ wallet: 'fi_xbtusd', account: 'swap:fi_xbtusd', asset: 'BTC', free: 0.2, used: 0, total: 0.2 },
    });
    const { data: tried } = (await order({ ...buy, dry_run: true })).body;
    expect(JSON.stringify(tried)).toMatch(/"margin_asset":"BTC"/);
    expect((await order(buy)).body.data.order).toMatchObject({ status: 'filled', filled_quantity: 1000 });
    expect(await positions('swap')).toMatchObject([
      {
        ...{ symbol: inverse, side: 'long', contracts: 1000, margin_mode: 'cross', untraded: false },
        ...{ leverage: null, leverage_reason: expect.stringMatching(/cross margin/) },
        ...{ liquidation_price: null, liquidation_price_reason: expect.stringMatching(/no liquidation price/) },
      },
    ]);
    // 1,000 USD at 80,000 with 2 %.
    const held = await marginOf('swap:fi_xbtusd');
    expect(held).toMatchObject({ asset: 'BTC', wallet: 'fi_xbtusd', as_of: expect.any(String) });
    expect(Number(held?.initial_margin)).toBeCloseTo(0.00025, 6);
    expect(Number(held?.equity) - Number(held?.available)).toBeCloseTo(0.00025, 6);
    expect(Number((await balanceIn('fi_xbtusd'))?.used)).toBeGreaterThan(0.00024);
    expect((await marginOf('swap'))?.initial_margin).toBe(0);
    const closed = await order({ side: 'sell', reduce_only: true });
    expect(closed.body.data.order).toMatchObject({ status: 'filled' });
    const pnl = (await client.call('getRealizedPnl', { exchange_account_id: id })).body.data;
    expect(pnl.events).toMatchObject([{ symbol: inverse, asset: 'BTC', realized_pnl: expect.any(Number) }]);
    expect((await transfer('swap:fi_xbtusd', 'swap', 0.1)).body.data).toMatchObject({ status: 'completed' });
    expect(Number((await balanceIn('fi_xbtusd'))?.total)).toBeLessThan(0.1);
  });

  it('has no leverage or margin mode of its own, as the exchange says', async () => {
    const pair = { exchange_account_id: id, symbol: inverse };
    for (const refused of [
      await client.call('setLeverage', { ...pair, leverage: 5 }),
      await client.call('setMarginMode', { ...pair, margin_mode: 'isolated', leverage: 5 }),
    ])
      expect(refused.body).toMatchObject({
        code: 'NOT_SUPPORTED',
        details: [{ exchange_code: expect.stringMatching(/./) }],
      });
  });
});

describe('a transfer between futures wallets', () => {
  it.each([{ kind: 'drop-after' }, { kind: 'http-503', applied: true }, { kind: 'html-200' }])(
    'whose answer is lost (%j) is found in the log of the right wallet, and is never sent twice',
    async (terms) => {
      await oems.stack.simulators.kraken.futures?.control('fault', { path: 'transfer', ...terms });
      const first = await transfer('swap', 'swap:fi_xbtusd', 0.05, 'lost');
      expect([first.status, first.body.data.status]).toEqual([200, 'completed']);
      expect((await transfer('swap', 'swap:fi_xbtusd', 0.05, 'lost')).body.data).toMatchObject({ replayed: true });
      expect((await balanceIn('fi_xbtusd'))?.total).toBe(0.05);
    },
  );

  it.each([
    ['spot', 'swap:fi_xbtusd', 422, 'NOT_SUPPORTED', /step by step: spot to swap to swap:fi_xbtusd/],
    ['swap:fi_xbtusd', 'spot', 422, 'NOT_SUPPORTED', /step by step: swap:fi_xbtusd to swap to spot/],
    ['swap', 'swap:flex', 400, 'INVALID_REQUEST', /to_account: Kraken Futures has no wallet flex/],
    ['swap', 'swap:savings', 400, 'INVALID_REQUEST', /has no wallet savings/],
    ['spot:cash', 'swap', 400, 'INVALID_REQUEST', /from_account: Kraken Spot has no wallet cash/],
    ['swap', 'cash', 400, 'INVALID_REQUEST', /to_account: must be spot, swap, or swap:<wallet>/],
    ['swap', 'future', 400, 'INVALID_REQUEST', /the same wallet/],
    ['swap', 'swap:fi_ethusd', 400, 'INVALID_REQUEST', /does not take this asset/],
    ['swap:cash', 'swap', 422, 'INSUFFICIENT_FUNDS', /./],
  ])('from %s to %s is %i %s, and moves nothing', async (from, to, status, code, message) => {
    const { body } = await transfer(from, to, 0.01);
    expect(body).toMatchObject({ statusCode: status, code, message: expect.stringMatching(message) });
    const { data } = (await client.call('getBalance', { exchange_account_id: id, market_type: 'swap' })).body;
    expect(data).toMatchObject({ balances: [{ asset: 'BTC', total: 0.5 }], other_wallets: [] });
  });
});

describe('the margin of an account', () => {
  it('is told for all wallets, and a wallet that cannot be read is named with the reason', async () => {
    const ask = async () => (await client.call('getMargin', { exchange_account_id: id })).body.data;
    const all = await ask();
    expect(all).toMatchObject({ read: ['spot', 'swap'], not_read: [], complete: true });
    const told = all.wallets as Row[];
    expect(told.filter(({ wallet }) => wallet === null)).toMatchObject([
      { account: 'spot', asset: 'USD', initial_margin: 0, maintenance_margin: null },
      { account: 'swap', asset: 'USD', initial_margin: 0, maintenance_margin: 0 },
    ]);
    await client.call('setCredentials', { exchange_account_id: id, params: { apiKey: null, secret: null } });
    expect(await ask()).toMatchObject({
      read: ['swap'],
      not_read: [{ market_type: 'spot', code: 'PERMISSION_DENIED', message: expect.stringMatching(/not configured/) }],
      complete: false,
    });
    const params = { futuresApiKey: null, futuresSecret: null };
    await client.call('setCredentials', { exchange_account_id: id, params });
    expect((await client.call('getMargin', { exchange_account_id: id })).status).toBe(403);
  });
});

describe('positions on spot', () => {
  it('that were opened elsewhere are shown as such, and a halt that closes positions is not complete', async () => {
    expect(await positions('spot')).toEqual([]);
    const held = [{ pair: 'XXBTZUSD', type: 'buy', vol: '0.02', vol_closed: '0.005' }];
    await oems.stack.simulators.kraken.spot?.control('margin_positions', { customer: id, positions: held });
    expect(await positions('spot')).toMatchObject([
      { symbol: 'BTC/USD', side: 'long', contracts: 0.015, untraded: true, exchange: 'kraken', entry_price: null },
    ]);
    const { data } = (await client.call('haltTrading', { exchange_account_id: id, close_positions: true })).body;
    expect(data).toMatchObject({ complete: false, reasons: [expect.stringMatching(/position in BTC\/USD is open/)] });
  });
});
