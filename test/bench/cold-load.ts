import '../../functions/api/get-balance.ts';
import { loadExchange } from '../../lib/exchanges/load-exchange.ts';

/** Loads all that a balance of Kraken Spot needs, and sends nothing. */
export async function handler(): Promise<{ statusCode: number }> {
  await loadExchange({ exchange: 'kraken', marketType: 'spot' });
  return { statusCode: 200 };
}
