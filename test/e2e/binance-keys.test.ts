import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { routes } from '../../lib/contract/routes.ts';
import { type Answer, type Client, type Oems, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
}, 60_000);

afterAll(() => oems?.close());

const pair = 'BTC/USDT';
const perp = 'BTC/USDT:USDT';
const kinds = [
  // The longest that Binance takes.
  ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 4096 })],
  ['Ed25519', () => generateKeyPairSync('ed25519')],
] as const;

/** Binance is given the public key; the private key in PEM is the secret of the registration. */
async function paramsFor(name: string, keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }) {
  const apiKey = name.padEnd(64, 'k');
  const secret = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  await oems.stack.simulators.binance.spot?.control('key', { customer: name, api_key: apiKey, secret });
  return { apiKey, secret: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

describe.each(kinds)('an account of Binance with a key of %s in PEM', (name, generate) => {
  const id = { exchange_account_id: `pem-${name}` };

  async function done(
    operation: keyof typeof routes,
    fields: Record<string, unknown>,
  ): Promise<Answer['body']['data']> {
    const { status, body, text } = await client.call(operation, { ...id, ...fields });
    expect([status, text]).toEqual([200, expect.any(String)]);
    return body.data;
  }
  async function place(symbol: string, terms: Record<string, unknown>): Promise<string> {
    const data = await done('createOrder', { symbol, side: 'buy', quantity: 0.002, ...terms });
    return (data.order as { order_id: string }).order_id;
  }

  it('is registered with every right, and the key is shown for both markets', async () => {
    const params = await paramsFor(name, generate());
    const { credentials } = (await done('registerExchangeAccount', { exchange: 'binance', params })) as {
      credentials: Record<string, Record<string, unknown>>;
    };
    expect(credentials.spot).toMatchObject({ verification: 'verified', warnings: [] });
    expect(credentials.swap).toEqual(credentials.spot);
  });

  it('cancels orders of both stores of USD-M by their ids, and tells of each', async () => {
    const ids = [
      await place(perp, { order_type: 'limit', price: 70_000 }),
      await place(perp, { order_type: 'limit', price: 71_000 }),
      await place(perp, { order_type: 'stop_loss', stop_price: 90_000 }),
    ];
    const data = await done('cancelAllOrders', { symbol: perp, order_ids: ids.join(',') });
    expect(
      (data.orders as { order_id: string; outcome: string }[]).map((each) => [each.order_id, each.outcome]),
    ).toEqual(ids.map((each) => [each, 'canceled']));
    expect((await done('getOpenOrders', { market_type: 'swap' })).orders).toEqual([]);
  });

  it('closes a position', async () => {
    await place(perp, { order_type: 'market' });
    expect((await done('getPositions', { market_type: 'swap' })).positions).toMatchObject([
      { symbol: perp, side: 'long' },
    ]);
    expect((await done('closePosition', { symbol: perp })).remaining).toBe(0);
    expect((await done('getPositions', { market_type: 'swap' })).positions).toEqual([]);
  });

  it('tells the fills of spot by symbol', async () => {
    const bought = await place(pair, { order_type: 'market' });
    const { trades } = (await done('getTrades', { market_type: 'spot', symbol: pair })) as { trades: unknown[] };
    expect(trades).toMatchObject([{ order_id: bought, symbol: pair, side: 'buy', quantity: 0.002 }]);
  });
});
