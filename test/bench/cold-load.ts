import { handler as balance } from '../../functions/api/get-balance.ts';
import { exchangeRow } from '../../lib/exchanges/exchanges.ts';
import { loadExchange } from '../../lib/exchanges/load-exchange.ts';

/** What a container loads before it can serve its first balance: the function, and the code of Kraken. No request is made. */
export async function handler(): Promise<{ loaded: string[] }> {
  const module = await loadExchange(exchangeRow('kraken', 'spot'));
  return { loaded: [typeof balance, typeof module.newClient] };
}
