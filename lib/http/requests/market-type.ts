import type { MarketType } from '../../exchanges/model/axes.ts';
import { marketTypeOf } from '../../exchanges/rules/steps.ts';

/** The requested market type; without one the symbol decides, else spot. */
export function marketTypeFor(marketType: MarketType | undefined, symbol?: string): MarketType {
  return marketType ?? (symbol === undefined ? 'spot' : marketTypeOf(symbol));
}
