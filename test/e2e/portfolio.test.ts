import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { type Client, type KeyPair, type Oems, paramsOf, startOems } from './fixture-oems.ts';

interface Wallet {
  readonly market_type: string;
  readonly as_of: string | null;
  readonly counted_under: string | null;
  readonly balances: { asset: string; wallet: string; total: number; value_usd: number | null }[] | null;
  readonly positions: { symbol: string; quantity: number; unrealized_pnl: number; asset: string; tradable: boolean }[];
  readonly reasons: string[];
}
interface Portfolio {
  readonly accounts: { exchange_account_id: string; wallets: Wallet[] }[];
  readonly prices: {
    asset: string;
    price_usd: number | null;
    as_of: string | null;
    markets: { exchange: string; symbol: string }[];
    reason: string | null;
  }[];
  readonly totals: {
    readonly assets: { asset: string; total: number; value_usd: number | null }[];
    readonly value_usd: number | null;
    readonly known_value_usd: number;
    readonly unrealized_pnl: { asset: string; amount: number }[];
    readonly unrealized_pnl_usd: number | null;
  };
  readonly count: number;
  readonly next_cursor: string | null;
  readonly complete: boolean;
  readonly reasons: string[];
}

let oems: Oems;
beforeAll(async () => {
  oems = await startOems({ workers: 2 });
}, 60_000);
afterAll(() => oems?.close());

async function register(client: Client, id: string, params: Record<string, string>) {
  const answer = await client.call('registerExchangeAccount', {
    exchange_account_id: id,
    exchange: 'kraken',
    params,
  });
  expect(answer.status).toBe(200);
  return answer.body.data.credentials as Record<string, { shared_with: string[]; warnings: string[] }>;
}
async function keysOf(customer: string): Promise<[KeyPair, KeyPair]> {
  return [await oems.mintSpot({ customer }), await oems.mintFutures({ customer })];
}
async function portfolio(client: Client, fields = {}): Promise<Portfolio> {
  const answer = await client.call('getPortfolio', fields);
  expect(answer.status).toBe(200);
  return answer.body.data as unknown as Portfolio;
}
function held({ totals }: Portfolio, asset: string): number | undefined {
  return totals.assets.find((each) => each.asset === asset)?.total;
}

describe('the portfolio of a tenant', () => {
  it('shows balances, positions and values of every account, each with its time', async () => {
    const client = await oems.client('whole');
    await register(client, 'one', paramsOf(...(await keysOf('whole-1'))));
    await register(client, 'two', paramsOf(...(await keysOf('whole-2'))));
    oems.stack.world.deposit('futures', 'whole-1', 'USD', new Decimal(5000));
    const order = {
      exchange_account_id: 'one',
      symbol: 'BTC/USD:USD',
      side: 'buy',
      order_type: 'market',
      quantity: 0.01,
    };
    expect((await client.call('createOrder', order)).status).toBe(200);
    const before = Date.now();
    const shown = await portfolio(client);
    expect(shown.accounts.map(({ exchange_account_id }) => exchange_account_id)).toEqual(['one', 'two']);
    const [spot, swap] = shown.accounts[0]?.wallets ?? [];
    expect([spot?.market_type, swap?.market_type]).toEqual(['spot', 'swap']);
    expect(swap?.positions).toMatchObject([{ symbol: 'BTC/USD:USD', quantity: 0.01, asset: 'USD', tradable: true }]);
    for (const { as_of } of [spot, swap].flatMap((wallet) => wallet ?? []))
      expect(Date.parse(as_of ?? '')).toBeGreaterThanOrEqual(before - 5000);
    const balance = (await client.call('getBalance', { exchange_account_id: 'one', market_type: 'spot' })).body.data;
    const own = (balance.balances as { asset: string; total: number }[]).map(({ asset, total }) => ({ asset, total }));
    expect(spot?.balances).toMatchObject(own);
    const bitcoin = shown.prices.find(({ asset }) => asset === 'BTC');
    const bought = spot?.balances?.find(({ asset }) => asset === 'BTC');
    expect(bought?.value_usd).toBeCloseTo((bought?.total ?? 0) * (bitcoin?.price_usd ?? 0), 6);
    expect(shown.totals.unrealized_pnl).toMatchObject([{ asset: 'USD', amount: swap?.positions[0]?.unrealized_pnl }]);
    const values = shown.accounts.flatMap(({ wallets }) => wallets.flatMap(({ balances }) => balances ?? []));
    const known = values.reduce((sum, { value_usd }) => sum + (value_usd ?? 0), 0);
    expect(shown.totals.known_value_usd).toBeCloseTo(known, 4);
    const earning = spot?.balances?.find(({ asset }) => asset === 'BTC.F');
    expect(earning).toMatchObject({ total: 0.5, value_usd: 0.5 * (bitcoin?.price_usd ?? 0) });
    const unpriced = shown.prices.filter(({ price_usd }) => price_usd === null);
    expect(shown.totals.value_usd === null).toBe(unpriced.length > 0);
    for (const { asset, reason } of unpriced)
      expect(shown.reasons).toContain(`${asset} has no value in USD: ${reason}`);
  });

  it.each(exchangeIds)('values what an account at %s holds, also where no market is in USD', async (exchange) => {
    const client = await oems.client(`valued-${exchange}`);
    const body = await (await fetch(`${oems.stack.url}/_local/sandbox/${exchange}`)).text();
    expect((await client.send('POST', '/delegation/register-exchange-account', body)).status).toBe(200);
    const { prices, totals } = await portfolio(client);
    const priceOf = (asset: string) => prices.find((price) => price.asset === asset);
    const dollar = priceOf('USDT');
    expect(dollar?.price_usd).toBeGreaterThan(0.9);
    expect(dollar?.markets).toEqual([{ exchange: 'kraken', symbol: 'USDT/USD' }]);
    const bitcoin = priceOf('BTC');
    expect(bitcoin?.price_usd).toBeGreaterThan(79_000);
    expect(bitcoin?.price_usd).toBeLessThan(81_000);
    const usdt = totals.assets.find(({ asset }) => asset === 'USDT');
    expect(usdt?.total).toBeGreaterThan(0);
    expect(usdt?.value_usd).toBeCloseTo((usdt?.total ?? 0) * (dollar?.price_usd ?? 0), 4);
  });

  it('a wallet that cannot be read is null with its reason, and hides no other', async () => {
    const client = await oems.client('partly');
    const revoked = await oems.mintSpot({ customer: 'partly' });
    await register(client, 'one', paramsOf(revoked, await oems.mintFutures({ customer: 'partly' })));
    await oems.stack.simulators.kraken.spot?.control('key', { api_key: revoked.apiKey, revoked: true });
    const { accounts, totals, complete, reasons } = await portfolio(client);
    const [spot, swap] = accounts[0]?.wallets ?? [];
    expect([spot?.balances, spot?.positions]).toEqual([null, null]);
    expect(spot?.reasons[0]).toMatch(/^balances could not be read: /);
    expect(swap?.balances).not.toBeNull();
    expect([totals.value_usd, complete]).toEqual([null, false]);
    expect(reasons.filter((why) => why.startsWith('one spot: '))).toHaveLength(2);
  });

  it('is paged over accounts, and is complete on no page but a last one', async () => {
    const client = await oems.client('paged');
    for (const id of ['a', 'b', 'c'])
      await register(client, id, paramsOf(await oems.mintSpot({ customer: `paged-${id}` })));
    const first = await portfolio(client, { limit: 2 });
    expect([first.count, first.complete]).toEqual([2, false]);
    expect(first.reasons.join()).toContain('more accounts follow');
    const second = await portfolio(client, { limit: 2, cursor: first.next_cursor });
    expect([second.accounts.map(({ exchange_account_id }) => exchange_account_id), second.next_cursor]).toEqual([
      ['c'],
      null,
    ]);
    expect((await client.call('getPortfolio', { cursor: 'garbage' })).status).toBe(400);
  });

  it('of another tenant holds nothing, and asks nothing', async () => {
    const stranger = await oems.client('stranger');
    const arrived = oems.arrived.length;
    expect(await portfolio(stranger)).toMatchObject({ accounts: [], count: 0, complete: true });
    expect(oems.arrived.length).toBe(arrived);
  });
});

describe('one key under two accounts', () => {
  it('is told at registration, on the account page and in the list, and counted once on every page', async () => {
    const client = await oems.client('twice');
    const params = paramsOf(...(await keysOf('twice')));
    expect((await register(client, 'first', params)).spot).toMatchObject({ shared_with: [] });
    const alone = await portfolio(client);
    const { spot, swap } = await register(client, 'second', params);
    for (const key of [spot, swap]) {
      expect(key?.shared_with).toEqual(['first']);
      expect(key?.warnings.join()).toMatch(/the same .* key is registered under first too/);
    }
    const page = (await client.call('getExchangeAccount', { exchange_account_id: 'first' })).body.data;
    expect(page.credentials).toMatchObject({ spot: { shared_with: ['second'] }, swap: { shared_with: ['second'] } });
    const both = await portfolio(client);
    expect(both.accounts.map(({ wallets }) => wallets.map(({ counted_under }) => counted_under))).toEqual([
      [null, null],
      ['first', 'first'],
    ]);
    expect([held(both, 'BTC'), held(both, 'USD')]).toEqual([held(alone, 'BTC'), held(alone, 'USD')]);
    const page1 = await portfolio(client, { limit: 1 });
    const page2 = await portfolio(client, { limit: 1, cursor: page1.next_cursor });
    expect([held(page1, 'BTC'), page2.totals.assets]).toEqual([held(alone, 'BTC'), []]);
  });

  it('two keys of one customer are told and counted once, where the exchange tells the customer', async () => {
    const client = await oems.client('customer');
    await register(client, 'a', paramsOf(await oems.mintSpot({ customer: 'same' })));
    const { spot } = await register(client, 'b', paramsOf(await oems.mintSpot({ customer: 'same' })));
    await register(client, 'f', paramsOf(undefined, await oems.mintFutures({ customer: 'same' })));
    const { swap } = await register(client, 'g', paramsOf(undefined, await oems.mintFutures({ customer: 'same' })));
    expect([spot?.shared_with, swap?.shared_with]).toEqual([['a'], ['f']]);
    expect(spot?.warnings.join()).toContain('belongs to the same customer of the exchange as the key of a');
    expect(swap?.warnings.join()).toContain('belongs to the same customer of the exchange as the key of f');
    const other = await register(client, 'c', paramsOf(await oems.mintSpot({ customer: 'another' })));
    expect(other.spot?.shared_with).toEqual([]);
  });

  it('is told when the key of an account is changed to it, and no longer when it is cleared', async () => {
    const client = await oems.client('changed');
    const shared = await oems.mintSpot({ customer: 'changed-1' });
    await register(client, 'a', paramsOf(shared));
    await register(client, 'b', paramsOf(...(await keysOf('changed-2'))));
    const change = (params: object) => client.call('setCredentials', { exchange_account_id: 'b', params });
    const set = (await change(paramsOf(shared))).body.data;
    expect(set.credentials).toMatchObject({ spot: { shared_with: ['a'] } });
    await change({ apiKey: '', secret: '' });
    const page = (await client.call('getExchangeAccount', { exchange_account_id: 'a' })).body.data;
    expect(page.credentials).toMatchObject({ spot: { shared_with: [] } });
    expect(JSON.stringify(page.credentials)).not.toMatch(/registered under|same customer/);
  });

  it('under another tenant is not told to anybody', async () => {
    const [owner, stranger] = [await oems.client('told-1'), await oems.client('told-2')];
    const params = paramsOf(...(await keysOf('told')));
    await register(owner, 'mine', params);
    const theirs = await register(stranger, 'mine', params);
    expect(theirs).toMatchObject({ spot: { shared_with: [] }, swap: { shared_with: [] } });
    expect(JSON.stringify(theirs)).not.toMatch(/registered under|same customer/);
    const page = await owner.call('getExchangeAccount', { exchange_account_id: 'mine' });
    expect(page.body.data.credentials).toMatchObject({ spot: { shared_with: [] }, swap: { shared_with: [] } });
  });
});
