import kraken from 'ccxt/js/src/kraken.js';
import krakenfutures from 'ccxt/js/src/krakenfutures.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld } from '../../../../../infra/local/exchanges/engine/world.ts';
import type { KrakenFutures } from '../../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { startKrakenFutures } from '../../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { sandbox } from '../../../../../infra/local/exchanges/kraken/sandbox.ts';
import { startKrakenSpot } from '../../../../../infra/local/exchanges/kraken/spot/simulator.ts';
import { startTime } from '../kraken/futures/fixture-client.ts';

describe('one customer on both exchanges of one world', () => {
  const world = createWorld({ seed: 7, tickMs: 0, pinned: true, clock: () => startTime });
  let spotExchange: Awaited<ReturnType<typeof startKrakenSpot>>;
  let futuresExchange: KrakenFutures;
  let spot: kraken;

  beforeAll(async () => {
    spotExchange = await startKrakenSpot({ world });
    futuresExchange = await startKrakenFutures({ world });
    const { url } = spotExchange;
    spot = new kraken({ ...sandbox.spot, urls: { api: { public: url, private: url } }, enableRateLimit: false });
    let nonce = startTime;
    spot.nonce = () => ++nonce;
  });

  afterAll(async () => {
    await Promise.all([spotExchange.close(), futuresExchange.close()]);
    world.close();
  });

  function futures(key: { apiKey: string; secret: string }): krakenfutures {
    const derivatives = `${futuresExchange.url}/derivatives/api/`;
    const api = { public: derivatives, private: derivatives, history: `${futuresExchange.url}/api/history/` };
    return new krakenfutures({ ...key, urls: { api }, enableRateLimit: false });
  }

  it('money leaves spot and arrives as futures collateral', async () => {
    const before = await spot.fetchBalance();
    await spot.transfer('USD', 100, 'spot', 'swap');
    const after = await spot.fetchBalance();
    expect(Number(before.USD?.total) - Number(after.USD?.total)).toBe(100);
    expect((await futures(sandbox.futures).fetchBalance()).USD).toMatchObject({ total: 10_100 });
  });

  it('money comes back only with a key that may withdraw', async () => {
    const back = { currency: 'usd', amount: 40, sourceWallet: 'flex' };
    await expect(futures(sandbox.futures).privatePostWithdrawal(back)).rejects.toThrow('insufficientPrivileges');
    const minted = (await futuresExchange.control('key', { permissions: { withdrawal: 'full' } })) as {
      api_key: string;
      secret: string;
    };
    const before = await spot.fetchBalance();
    await futures({ apiKey: minted.api_key, secret: minted.secret }).privatePostWithdrawal(back);
    const after = await spot.fetchBalance();
    expect(Number(after.USD?.total) - Number(before.USD?.total)).toBe(40);
  });

  it('a price moved on one exchange is moved on the other', async () => {
    await futuresExchange.control('price', { symbol: 'PF_XBTUSD', price: 71_000 });
    const { bid, ask } = await spot.fetchTicker('BTC/USD');
    expect(Number(bid)).toBeLessThan(71_000);
    expect(Number(ask)).toBeGreaterThan(71_000);
    expect(Number(ask) - Number(bid)).toBeLessThan(100);
  });
});
