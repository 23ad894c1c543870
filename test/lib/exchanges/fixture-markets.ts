import type { Market } from '../../../lib/exchanges/model/market.ts';

/** A linear contract market in steps of whole contracts, each of 0.01 BTC unless the terms say otherwise. */
export function contractMarket(terms: Partial<Market> = {}): Market {
  return {
    id: 'BTCPERP',
    symbol: 'BTC/USD:USD',
    base: 'BTC',
    quote: 'USD',
    settle: 'USD',
    priceStep: '0.5',
    quantityStep: '1',
    minQuantity: '2',
    minCost: null,
    takerFee: null,
    makerFee: null,
    contractSize: '0.01',
    inverse: false,
    aliases: [],
    marginLevels: [],
    ...terms,
  };
}
