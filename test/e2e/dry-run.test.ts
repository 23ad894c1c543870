import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
const id = 'dry';

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
  const params = paramsOf(await oems.mintSpot({ customer: id }), await oems.mintFutures({ customer: id }));
  await client.call('registerExchangeAccount', { exchange_account_id: id, exchange: 'kraken', params });
  const funds = { asset: 'USD', amount: '20000', from_account: 'spot', to_account: 'swap' };
  expect((await client.call('createTransfer', { exchange_account_id: id, ...funds })).status).toBe(200);
}, 60_000);
afterAll(() => oems?.close());

type Fields = Record<string, unknown>;
const spot = { exchange_account_id: id, symbol: 'BTC/USD', market_type: 'spot' };
const swap = { exchange_account_id: id, symbol: 'BTC/USD:USD', market_type: 'swap' };
const wallet = { exchange_account_id: id, market_type: 'swap' };
const order = { side: 'buy', order_type: 'market', quantity: '0.01' };
function place(fields: Fields) {
  return client.call('createOrder', fields);
}
interface DryRun {
  readonly parameters: Record<string, string>;
  readonly estimate: Record<'price' | 'notional' | 'fee' | 'margin', number> & { readonly fee_asset: string };
}
async function dryRun(fields: Fields): Promise<DryRun> {
  const { status, body } = await place({ ...fields, dry_run: true });
  expect([status, body.data.order]).toMatchObject([200, { status: 'not_placed', order_id: null }]);
  return body.data.dry_run as DryRun;
}
async function sent(): Promise<Record<string, string>[]> {
  return [...(await oems.spotLog()), ...(await oems.futuresLog())]
    .filter(({ path }) => /AddOrder|sendorder/.test(path))
    .map(({ params }) => params);
}

describe.each([
  ['spot', spot],
  ['swap', swap],
])('a dry run on %s', (type, market) => {
  it('a dry run shows the parameters and the charge of a real order, and sends nothing', async () => {
    const before = (await sent()).length;
    const fields = { ...market, ...order, client_order_id: `same-${type}` };
    const { parameters, estimate } = await dryRun(fields);
    expect((await sent()).length).toBe(before);
    const { body } = await place(fields);
    expect(body.data.order).toMatchObject({ status: 'filled', average_price: estimate.price });
    // The time and the nonce are the request's own.
    const { nonce: _nonce, deadline, processBefore, ...real } = (await sent()).at(-1) ?? {};
    expect(deadline ?? processBefore).toMatch(/Z$/);
    expect(parameters).toMatchObject(real);
    expect(Object.keys(parameters).length).toBe(Object.keys(real).length + 1);
    const { data } = (await client.call('getTrades', market)).body;
    const [fill] = data.trades as { fee: number; fee_asset: string; price: number }[];
    // Kraken rounds what it charges.
    expect(fill?.fee).toBeCloseTo(estimate.fee, 3);
    expect(fill?.fee_asset).toBe(estimate.fee_asset);
  });

  it('a dry run is refused for every reason that refuses a real order', async () => {
    const refused = await place({ ...market, ...order, order_type: 'limit', price: '70000.01', dry_run: true });
    expect([refused.status, refused.body.code, refused.body.details?.[0]?.field]).toEqual([
      422,
      'INVALID_ORDER',
      'price',
    ]);
    await client.call('setTradingState', { exchange_account_id: id, trading_state: 'HALTED' });
    const halted = await place({ ...market, ...order, dry_run: true });
    await client.call('setTradingState', { exchange_account_id: id, trading_state: 'ACTIVE' });
    expect([halted.status, halted.body.code]).toEqual([422, 'TRADING_HALTED']);
  });
});

it.each([
  ['cross', {}, 0.02],
  ['isolated', { leverage: 5 }, 0.2],
])('a dry run on swap tells the margin that the order then ties up: %s', async (mode, leverage, share) => {
  const used = async (): Promise<number> => {
    const { balances } = (await client.call('getBalance', wallet)).body.data;
    return (balances as { used: number }[])[0]?.used ?? 0;
  };
  const contract = { ...swap, symbol: mode === 'cross' ? 'ETH/USD:USD' : 'BTC/USD:USD' };
  await client.call('setMarginMode', { ...contract, margin_mode: mode, ...leverage });
  const limit = { ...contract, side: 'buy', order_type: 'limit', quantity: '0.1' };
  const market = (await dryRun({ ...contract, ...order })).estimate.price;
  const { estimate } = await dryRun({ ...limit, price: Math.floor(market * 0.995) });
  expect(estimate.margin).toBeCloseTo(estimate.notional * share, 6);
  const before = await used();
  expect((await place({ ...limit, price: Math.floor(market * 0.995) })).status).toBe(200);
  // Kraken margins what rests at the mark price.
  expect(((await used()) - before) / estimate.margin).toBeCloseTo(1, 1);
});
