import { randomBytes } from 'node:crypto';
import type { Catalogue, Market } from '../../../lib/exchanges/model/market.ts';

/** Random text does not compress: a thousand markets take about a megabyte. */
export function catalogueOf(count: number, loadedAt = 1): Catalogue {
  return {
    loadedAt,
    markets: Array.from({ length: count }, (_, index) => marketNamed(`S${index}/USD`)),
    refused: [],
    assets: [{ id: 'ZUSD', code: 'USD', step: '0.0001' }],
    codesByAlias: { ZUSD: 'USD', XBT: 'BTC' },
  };
}

function marketNamed(symbol: string): Market {
  return {
    id: symbol.replace('/', ''),
    symbol,
    aliases: [randomBytes(750).toString('base64')],
    base: symbol,
    quote: 'USD',
    settle: null,
    priceStep: '0.1',
    quantityStep: '1',
    minQuantity: null,
    minCost: null,
    takerFee: null,
    makerFee: null,
    contractSize: '1',
    inverse: false,
    marginLevels: [],
  };
}
