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

export function marketOf({ exchange, marketType }: MarketName): MarketDefinition {
  return exchanges[exchange].markets[marketType];
}
