import type { ExchangeDefinition, MarketDefinition } from './definition.ts';
import * as table from './definitions.ts';
import type { MarketType } from './model/axes.ts';

export type ExchangeId = keyof typeof table;
export const exchanges: Readonly<Record<ExchangeId, ExchangeDefinition>> = table;
export const exchangeIds = Object.keys(table) as ExchangeId[];

/** Names a market of an exchange, in the table of markets and in queue messages. */
export interface MarketName {
  readonly exchange: ExchangeId;
  readonly marketType: MarketType;
}

/** The market under the name that answers and journal entries have; null for a name of an exchange that this release does not know. */
export function marketCalled(exchange: string, marketType: MarketType): MarketDefinition | null {
  const markets = exchangeIds.map((id) => marketOf({ exchange: id, marketType }));
  return markets.find(({ ccxtId }) => ccxtId === exchange) ?? null;
}

export function marketOf({ exchange, marketType }: MarketName): MarketDefinition {
  return exchanges[exchange].markets[marketType];
}
