import type { ExchangeId, MarketName } from './exchanges.ts';
import type { MarketType } from './model/axes.ts';
import type { MarketModule } from './wire/market-module.ts';

/** Separate from the table: a function that only reads the table has no exchange's code in its bundle. */
const modules: Readonly<Record<ExchangeId, Readonly<Record<MarketType, () => Promise<MarketModule>>>>> = {
  kraken: {
    spot: () => import('./kraken/spot/module.ts').then(({ krakenSpot }) => krakenSpot),
    swap: () => import('./kraken/futures/module.ts').then(({ krakenFutures }) => krakenFutures),
  },
};

/** Loaded once per container, when it is first needed. */
export function loadExchange({ exchange, marketType }: MarketName): Promise<MarketModule> {
  return modules[exchange][marketType]();
}
