import type { Exchange } from './exchange.ts';
import type { ExchangeRow } from './exchanges.ts';
import { loadExchange } from './load-exchange.ts';
import { bareClient, shareMarkets } from './markets.ts';
import { requestTimeMs } from './request-time.ts';

/** An exchange as anybody sees it: no account, no key, public data alone. A symbol the cached markets lack is looked for once. */
export const openPublic = async (row: ExchangeRow, symbol?: string): Promise<Exchange> => {
  const module = await loadExchange(row);
  const client = bareClient(row, module, requestTimeMs);
  await shareMarkets(row, module, client, symbol);
  return module.newExchange(client);
};
