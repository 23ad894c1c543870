import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';

/** The exchange's own name of the market. */
export function marketName({ market }: MarketWire): 'spot' | 'swap' {
  return market.quantityUnit === 'contracts' ? 'swap' : 'spot';
}
