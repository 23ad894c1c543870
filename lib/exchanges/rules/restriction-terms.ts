import type { MarketDefinition } from '../definition.ts';
import type { Markets } from '../interfaces/markets.ts';

/** The subject of the restrictions: a market of an exchange, and the symbols of the market. */
export interface Terms {
  readonly market: MarketDefinition;
  readonly markets: Markets;
  readonly requireKnown: (symbol: string | undefined) => Promise<void>;
}
