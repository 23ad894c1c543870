import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import type { SpotClient } from './fixture-client.ts';
import { startSpot } from './fixture-client.ts';

/** The npm package `kraken-api`: an independent client, older than this repository, that signs on its own. */
type KrakenClient = new (
  key: string,
  secret: string,
  options: { url: string },
) => { api(method: string, params?: Record<string, unknown>): Promise<{ error: string[]; result: unknown }> };
const Client = createRequire(import.meta.url)('kraken-api') as KrakenClient;

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

describe('the npm package kraken-api', () => {
  it('reads assets and balances, and places and lists an order', async () => {
    const client = new Client(sandbox.spot.apiKey, sandbox.spot.secret, { url: spot.url });
    expect((await client.api('Assets', { asset: 'XBT' })).result).toMatchObject({ XXBT: { altname: 'XBT' } });
    // Its own nonces repeat within a millisecond, so each call is given one.
    expect((await client.api('Balance', { nonce: 1 })).result).toMatchObject({
      XXBT: '2.0000000000',
      ZUSD: '100000.0000',
    });
    const order = { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', price: 70000, volume: 0.01, nonce: 2 };
    const { txid } = (await client.api('AddOrder', order)).result as { txid: [string] };
    expect((await client.api('OpenOrders', { nonce: 3 })).result).toMatchObject({
      open: { [txid[0]]: { status: 'open', vol: '0.01000000' } },
    });
    expect((await client.api('Ticker', { pair: 'XBTUSD' })).result).toMatchObject({
      XXBTZUSD: { b: ['79996.00000', '1', '1.000'] },
    });
  });

  it('is refused with the wrong secret', async () => {
    const client = new Client(sandbox.spot.apiKey, sandbox.futures.secret, { url: spot.url });
    await expect(client.api('Balance')).rejects.toThrow('API:Invalid signature');
  });
});
