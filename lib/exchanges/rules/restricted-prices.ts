import type { ProvidedAdapter } from '../interfaces/market-adapter.ts';
import type { MarketData } from '../interfaces/market-data.ts';
import type { PriceLevel } from '../model/prices.ts';
import { fromAnswer, fromExchange } from './quantity.ts';
import type { Terms } from './restriction-terms.ts';

type Prices = Pick<MarketData, 'ticker' | 'orderBook'>;

/** Prices of known symbols alone, with quantities and volumes in the unit of orders. */
export function restrictedPrices(data: ProvidedAdapter['data'], { market, markets }: Terms): Prices {
  return {
    ticker: async (symbol) => {
      const listed = await markets.market(symbol);
      const ticker = await data.ticker(symbol);
      return { ...ticker, volume24h: fromAnswer(ticker.volume24h, market, listed) };
    },
    orderBook: async (symbol, depth) => {
      const listed = await markets.market(symbol);
      const { bids, asks, timestamp } = await data.orderBook(symbol, depth);
      const inOurUnit = ({ price, quantity }: PriceLevel) => ({
        price,
        quantity: fromExchange(quantity, market, listed),
      });
      return { bids: bids.map(inOurUnit), asks: asks.map(inOurUnit), timestamp };
    },
  };
}
