import type { MarketName } from '../exchanges/exchanges.ts';
import type { MarketData } from '../exchanges/interfaces/market-data.ts';
import { loadExchange } from '../exchanges/load-exchange.ts';
import { requestTimeMs } from '../exchanges/wire/request-time.ts';
import { bareClient, shareMarkets } from './markets.ts';

/** A market as anybody sees it: no account, no key, public data alone. A symbol that the cached markets lack is looked for once. */
export async function openPublic(market: MarketName, symbol?: string): Promise<MarketData> {
  const module = await loadExchange(market);
  const client = bareClient(market, module, requestTimeMs);
  await shareMarkets(market, module, client, symbol);
  return module.newAdapter(client).data;
}
