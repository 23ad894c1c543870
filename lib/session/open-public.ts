import type { MarketName } from '../exchanges/exchanges.ts';
import type { MarketData } from '../exchanges/interfaces/market-data.ts';
import { loadExchange } from '../exchanges/load-exchange.ts';
import { adapterTo } from './connection-to.ts';
import { openMarkets } from './markets.ts';

/** The public view of a market: no account, no key, public data alone. A symbol that the cached markets lack is looked for once. */
export async function openPublic(name: MarketName): Promise<MarketData> {
  const module = await loadExchange(name);
  const markets = openMarkets(name, module);
  return adapterTo(name, module, { markets, credential: null, nonces: null }).data;
}
