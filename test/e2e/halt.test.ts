import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type KeyPair, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
beforeAll(async () => {
  oems = await startOems({ workers: 2 });
}, 60_000);
afterAll(() => oems?.close());

interface WalletWire {
  readonly market_type: string;
  readonly open_orders: number | null;
  readonly open_positions: readonly Record<string, unknown>[] | null;
  readonly reasons: readonly string[];
  readonly complete: boolean;
}
interface HaltWire {
  readonly complete: boolean;
  readonly orders_in_flight: number | null;
  readonly cancellations: readonly Record<string, unknown>[];
  readonly wallets: readonly WalletWire[];
  readonly reasons: readonly string[];
}

interface Desk {
  readonly client: Client;
  readonly customer: string;
  readonly spot: KeyPair;
  readonly futures: KeyPair;
}

let customers = 0;
/** A tenant with an account over a customer of its own. */
async function desk(): Promise<Desk> {
  const client = await oems.client(`halted-${customers + 1}`);
  const keys = await mint();
  await register(client, 'desk', paramsOf(keys.spot, keys.futures));
  return { client, ...keys };
}

async function register(client: Client, exchange_account_id: string, params: Record<string, string>): Promise<void> {
  const registration = { exchange_account_id, exchange: 'kraken', params };
  expect((await client.call('registerExchangeAccount', registration)).status).toBe(200);
}

/** The keys of a new customer with money for margin. */
async function mint(): Promise<Omit<Desk, 'client'>> {
  customers += 1;
  const customer = `halted-${customers}`;
  const spot = await oems.mintSpot({ customer });
  const futures = await oems.mintFutures({ customer });
  oems.stack.world.deposit('futures', customer, 'USD', new Decimal(10_000));
  return { customer, spot, futures };
}

const perp = { symbol: 'BTC/USD:USD', side: 'buy', quantity: 0.01 };

/** A long position and a resting order. */
async function trade({ client }: Desk, exchange_account_id = 'desk'): Promise<void> {
  for (const terms of [{ order_type: 'market' }, { order_type: 'limit', price: 60_000 }]) {
    const { status } = await client.call('createOrder', { exchange_account_id, ...perp, ...terms });
    expect(status).toBe(200);
  }
}

async function setKeys({ client }: Desk, params: Record<string, string>): Promise<void> {
  const { status } = await client.call('setCredentials', { exchange_account_id: 'desk', params });
  expect(status).toBe(200);
}

async function halt({ client }: Desk, terms: Record<string, unknown> = {}): Promise<HaltWire> {
  const fields = { exchange_account_id: 'desk', close_positions: true, ...terms };
  const { status, body } = await client.call('haltTrading', fields);
  expect(status).toBe(200);
  return body.data as unknown as HaltWire;
}

function walletOf({ wallets }: HaltWire, marketType: string): WalletWire | undefined {
  return wallets.find(({ market_type }) => market_type === marketType);
}

const cleared = { futuresApiKey: '', futuresSecret: '' };

describe('the halt of an account', () => {
  it('whose futures key was cleared over an open order and a position is not complete, until the key is back', async () => {
    const at = await desk();
    await trade(at);
    await setKeys(at, cleared);
    const blind = await halt(at);
    expect(blind).toMatchObject({ complete: false, cancellations: [{ outcome: 'done' }, { outcome: 'failed' }] });
    expect(walletOf(blind, 'swap')).toMatchObject({ complete: false, open_orders: null, open_positions: null });
    expect(blind.reasons).toContainEqual(expect.stringMatching(/Kraken Futures.*futures key was removed.*1 order /));
    await setKeys(at, { futuresApiKey: at.futures.apiKey, futuresSecret: at.futures.secret });
    const whole = await halt(at);
    expect(whole).toMatchObject({ complete: true, reasons: [], closed_positions: [{ outcome: 'closed' }] });
    expect(walletOf(whole, 'swap')).toMatchObject({ complete: true, open_orders: 0, open_positions: [] });
  }, 60_000);

  it('whose futures key was cleared before any order is not complete: somebody may trade elsewhere', async () => {
    const at = await desk();
    await setKeys(at, cleared);
    expect(await halt(at)).toMatchObject({ complete: false });
  }, 30_000);

  it('that never had a futures key is complete, also after a call that cleared what was not there', async () => {
    const keys = await mint();
    const at = { client: await oems.client(keys.customer), ...keys };
    await register(at.client, 'desk', paramsOf(at.spot));
    await setKeys(at, cleared);
    const done = await halt(at);
    expect(done).toMatchObject({ complete: true, reasons: [] });
    expect(done.cancellations).toMatchObject([{ outcome: 'done' }, { outcome: 'not_configured', message: null }]);
  }, 30_000);

  it('whose key was replaced by a key of the same customer is complete, and of another customer is not', async () => {
    const at = await desk();
    await trade(at);
    const same = await oems.mintFutures({ customer: at.customer });
    await setKeys(at, { futuresApiKey: same.apiKey, futuresSecret: same.secret });
    expect(await halt(at, { close_positions: false })).toMatchObject({ reasons: [], complete: true });
    const other = await oems.mintFutures({ customer: `${at.customer}-other` });
    await setKeys(at, { futuresApiKey: other.apiKey, futuresSecret: other.secret });
    const blind = await halt(at);
    expect(blind).toMatchObject({ complete: false });
    expect(walletOf(blind, 'swap')?.reasons).toContainEqual(expect.stringContaining('former futures key'));
  }, 60_000);

  it('whose spot key lost the right to read orders has canceled, and is not complete', async () => {
    const at = await desk();
    await oems.stack.simulators.kraken.spot?.control('key', {
      api_key: at.spot.apiKey,
      permissions: ['modify-trades', 'close-trades'],
    });
    const blind = await halt(at);
    expect(blind.cancellations[0]).toMatchObject({ outcome: 'done' });
    expect(walletOf(blind, 'spot')).toMatchObject({ complete: false, open_orders: null });
    expect(walletOf(blind, 'spot')?.reasons[0]).toMatch(/open orders could not be read/);
    expect(walletOf(blind, 'swap')).toMatchObject({ complete: true });
  }, 30_000);

  it('with a margin position on spot, opened elsewhere, shows the position and is not complete', async () => {
    const at = await desk();
    const positions = [{ pair: 'XXBTZUSD', type: 'buy', vol: '0.5', vol_closed: '0.1' }];
    await oems.stack.simulators.kraken.spot?.control('margin_positions', { customer: at.customer, positions });
    const shown = [{ symbol: 'BTC/USD', side: 'long', quantity: 0.4, closable: false }];
    expect(walletOf(await halt(at, { close_positions: false }), 'spot')).toMatchObject({
      open_positions: shown,
      complete: true,
    });
    const told = await halt(at);
    expect(told).toMatchObject({ complete: false });
    expect(walletOf(told, 'spot')?.reasons).toEqual([expect.stringContaining('close the position at the exchange')]);
  }, 30_000);
});

describe('the halt of all accounts', () => {
  it('stops each of them, and takes one call', async () => {
    const at = await desk();
    for (const id of ['second', 'third']) {
      const { spot, futures } = await mint();
      await register(at.client, id, paramsOf(spot, futures));
      await trade(at, id);
    }
    const all = (await halt(at, { exchange_account_id: undefined, all_accounts: true })) as unknown as {
      accounts: (HaltWire & { exchange_account_id: string; trading_state: string })[];
    };
    expect(all).toMatchObject({ complete: true, count: 3, reasons: [] });
    expect(all.accounts.map(({ exchange_account_id: id }) => id)).toEqual(['desk', 'second', 'third']);
    for (const { trading_state } of all.accounts) expect(trading_state).toBe('HALTED');
  }, 30_000);

  it('of one tenant leaves the accounts of every other tenant as they are', async () => {
    const [mine, other] = [await desk(), await desk()];
    await halt(mine, { exchange_account_id: undefined, all_accounts: true });
    const { body } = await other.client.call('getExchangeAccount', { exchange_account_id: 'desk' });
    expect(body.data).toMatchObject({ trading_state: 'ACTIVE' });
  }, 30_000);

  it.each([
    ['both', { exchange_account_id: 'desk', all_accounts: true }, 'all_accounts'],
    ['neither', {}, 'exchange_account_id'],
    ['all_accounts: false alone', { all_accounts: false }, 'exchange_account_id'],
    ['text for the flag', { all_accounts: 'yes' }, 'all_accounts'],
  ])('is refused for %s, and halts nothing', async (_title, fields, field) => {
    const at = await desk();
    const { status, body } = await at.client.call('haltTrading', fields);
    expect([status, body.code, body.details?.[0]?.field]).toEqual([400, 'INVALID_REQUEST', field]);
    const account = await at.client.call('getExchangeAccount', { exchange_account_id: 'desk' });
    expect(account.body.data).toMatchObject({ trading_state: 'ACTIVE' });
  });
});
