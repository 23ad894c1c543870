import type { ExchangeId, MarketName } from './exchanges.ts';
import type { MarketType } from './model/axes.ts';
import * as table from './modules.ts';
import type { MarketModule } from './wire/market-module.ts';

type Load = () => Promise<{ readonly code: MarketModule }>;
const modules: Readonly<Record<ExchangeId, Readonly<Record<MarketType, Load>>>> = table;

/** Loaded once per container, at the first use. */
export async function loadExchange({ exchange, marketType }: MarketName): Promise<MarketModule> {
  return (await modules[exchange][marketType]()).code;
}
