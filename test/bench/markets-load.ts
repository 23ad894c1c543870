import { loadExchange } from '../../lib/exchanges/load-exchange.ts';
import { createTransport } from '../../lib/exchanges/wire/transport.ts';
import { originOf } from '../../lib/session/connection-to.ts';
import { openMarkets } from '../../lib/session/markets.ts';

/**
 * How long a fresh process takes until it knows the market of one symbol (`symbol`), all markets from the table (`table`), or all of them
 * from the exchange, as CCXT reads them (`exchange`).
 */
export async function handler({ from }: { from: 'symbol' | 'table' | 'exchange' }): Promise<{ ms: number }> {
  const name = { exchange: 'kraken', marketType: 'spot' } as const;
  const module = await loadExchange(name);
  const origin = originOf(name);
  const transport = createTransport({ origin, timeoutMs: () => 15_000 });
  const started = performance.now();
  if (from === 'symbol') await openMarkets(name, module).market('BTC/USD');
  else if (from === 'table') await openMarkets(name, module).naming();
  else await module.loadCatalogue(origin, transport, module.protocol.verifyAnswer);
  return { ms: performance.now() - started };
}
