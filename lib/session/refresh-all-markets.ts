import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { type ExchangeRow, exchanges } from '../exchanges/exchanges.ts';
import { loadExchange } from '../exchanges/load-exchange.ts';
import { refreshMarkets } from './markets.ts';

/** Refreshes every row; one exchange that is away does not keep the others' markets old. Fails at the end when any did. */
export async function refreshAllMarkets(): Promise<void> {
  const rows: ExchangeRow[] = Object.values(exchanges).flatMap(({ products }) => Object.values(products));
  const results = await Promise.allSettled(rows.map(async (row) => refreshMarkets(row, await loadExchange(row))));
  const failed = rows.filter((_row, index) => results[index]?.status === 'rejected');
  for (const { id } of failed)
    log({ level: 'ERROR', message: `markets of ${id} could not be refreshed` }, currentCall());
  if (failed.length > 0) throw new Error(`markets not refreshed: ${failed.map(({ id }) => id).join(', ')}`);
}
