import ccxtBinance from 'ccxt/js/src/binance.js';
import { sandbox } from '../../../../../../infra/local/exchanges/binance/sandbox.ts';
import { startBinanceSpot } from '../../../../../../infra/local/exchanges/binance/spot/simulator.ts';
import { startBinanceUsdm } from '../../../../../../infra/local/exchanges/binance/usdm/simulator.ts';
import { createWorld } from '../../../../../../infra/local/exchanges/engine/world.ts';

/** Both hosts on sockets, BTC at 70,000 USDT, in real time. */
export async function startServers() {
  const world = createWorld({ tickMs: 0, pinned: true });
  const spot = await startBinanceSpot({ world });
  const usdm = await startBinanceUsdm({ world });
  const pin = (price: string) => spot.control('price', { symbol: 'BTC/USDT', price });
  await pin('70000');
  const stop = async () => {
    await Promise.all([spot.close(), usdm.close()]);
    world.close();
  };
  return { world, spot, usdm, pin, stop };
}

export type Servers = Awaited<ReturnType<typeof startServers>>;

/** The class as published, told where the simulators are and which lists are public. */
export function openCcxt({ spot, usdm }: Servers, more: object = {}): ccxtBinance {
  const exchange = new ccxtBinance({
    ...{ apiKey: sandbox.apiKey, secret: sandbox.secret, enableRateLimit: false },
    options: {
      ...{ fetchMarkets: { types: ['spot', 'linear'] }, fetchCurrencies: false, fetchMargins: false },
      fetchOpenOrders: { warnWithoutSymbol: false },
    },
    ...more,
  });
  const hosts = { 'https://api.binance.com': spot.url, 'https://fapi.binance.com': usdm.url };
  const api = exchange.urls.api as Record<string, string>;
  for (const [name, url] of Object.entries(api))
    for (const [live, local] of Object.entries(hosts)) api[name] = (api[name] ?? url).replace(live, local);
  return exchange;
}
