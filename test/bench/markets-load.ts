import { exchangeRow } from '../../lib/exchanges/exchanges.ts';
import { loadExchange } from '../../lib/exchanges/load-exchange.ts';
import { harden } from '../../lib/exchanges/wire/ccxt-client.ts';
import { originOf } from '../../lib/exchanges/wire/origin.ts';
import { createTransport } from '../../lib/exchanges/wire/transport.ts';
import { shareMarkets } from '../../lib/session/markets.ts';

/** How long a fresh process takes until a client knows all markets: from the table, or from the exchange as CCXT does. */
export async function handler({ from }: { from: 'table' | 'exchange' }): Promise<{ ms: number; count: number }> {
  const row = exchangeRow('kraken', 'spot');
  const module = await loadExchange(row);
  const origin = originOf(row);
  const transport = createTransport({ origin, timeoutMs: () => 15_000 });
  const client = module.newClient({ origin, transport });
  harden(client, { transport, nonces: null, protocol: module.protocol });
  const started = performance.now();
  if (from === 'table') await shareMarkets(row, module, client);
  else await client.loadMarkets();
  return { ms: performance.now() - started, count: Object.keys(client.markets ?? {}).length };
}
