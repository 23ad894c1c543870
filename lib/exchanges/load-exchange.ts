import type { ExchangeModule, ExchangeRow, RowId } from './exchanges.ts';

/** Apart from the table, so that a function which only reads the table has no exchange's code in its bundle. */
const modules: Readonly<Record<RowId, () => Promise<ExchangeModule>>> = {
  kraken: () => import('./kraken/spot/spot.ts').then(({ krakenModule }) => krakenModule),
  krakenfutures: () => import('./kraken/futures/futures.ts').then(({ krakenFuturesModule }) => krakenFuturesModule),
};

/** The code of one product of one exchange; loaded once per container, when it is first needed. */
export function loadExchange({ id }: Pick<ExchangeRow, 'id'>): Promise<ExchangeModule> {
  return modules[id]();
}
