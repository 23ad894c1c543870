import type { MarketDefinition } from '../definition.ts';
import type { Markets } from '../interfaces/markets.ts';

/** The subject of the restrictions: one market of one exchange, with its symbols. */
export interface Terms {
  readonly market: MarketDefinition;
  readonly markets: Markets;
  readonly requireKnown: (symbol: string | undefined) => Promise<void>;
}
