import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { exchangeIds, type MarketName } from '../exchanges/exchanges.ts';
import { loadExchange } from '../exchanges/load-exchange.ts';
import { marketTypes } from '../exchanges/model/axes.ts';
import { refreshMarkets } from './markets.ts';

/**
 * Refreshes the markets of every exchange; one exchange that is away does not keep the others' markets old. Fails at the end when any
 * did.
 */
export async function refreshAllMarkets(): Promise<void> {
  const all: MarketName[] = exchangeIds.flatMap((exchange) =>
    marketTypes.map((marketType) => ({ exchange, marketType })),
  );
  const results = await Promise.allSettled(all.map(async (each) => refreshMarkets(each, await loadExchange(each))));
  const failed = all.filter((_each, index) => results[index]?.status === 'rejected').map(nameOf);
  for (const name of failed)
    log({ level: 'ERROR', message: `markets of ${name} could not be refreshed` }, currentCall());
  if (failed.length > 0) throw new Error(`markets not refreshed: ${failed.join(', ')}`);
}

function nameOf({ exchange, marketType }: MarketName): string {
  return `${exchange} ${marketType}`;
}
