import type { Exchange } from '../exchanges/exchange.ts';
import type { ExchangeRow } from '../exchanges/exchanges.ts';
import { loadExchange } from '../exchanges/load-exchange.ts';
import { requestTimeMs } from '../exchanges/wire/request-time.ts';
import { bareClient, shareMarkets } from './markets.ts';

/** An exchange as anybody sees it: no account, no key, public data alone. A symbol the cached markets lack is looked for once. */
export async function openPublic(row: ExchangeRow, symbol?: string): Promise<Exchange> {
  const module = await loadExchange(row);
  const client = bareClient(row, module, requestTimeMs);
  await shareMarkets(row, module, client, symbol);
  return module.newExchange(client);
}
