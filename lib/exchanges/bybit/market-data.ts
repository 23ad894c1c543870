import type { ProvidedAdapter } from '../interfaces/market-adapter.ts';
import { readFills } from './fills.ts';
import { readFundingRates } from './funding-rates.ts';
import { readFundingPayments, readRealizedPnl } from './history.ts';
import type { PartWire } from './part.ts';
import { orderBookOf, tickerOf } from './prices.ts';

/** Histories and prices of a market. */
export function bybitData(wire: PartWire): ProvidedAdapter['data'] {
  const isSpot = wire.part.category === 'spot';
  return {
    fills: (request) => readFills(wire, request),
    fillsFrom: null,
    fundingRates: isSpot ? null : (symbol, range) => readFundingRates(wire, symbol, range),
    fundingPayments: isSpot ? null : (request) => readFundingPayments(wire, request),
    realizedPnl: isSpot ? null : (request) => readRealizedPnl(wire, request),
    ticker: (symbol) => tickerOf(wire, symbol),
    orderBook: (symbol, depth) => orderBookOf(wire, symbol, depth),
  };
}
