import { routes } from '../../lib/contract/routes.ts';
import type { ExchangeId } from '../../lib/exchanges/exchanges.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentTickerAnswer } from '../../lib/http/present/markets.ts';
import { tickerOf } from '../../lib/markets/prices.ts';

export const handler = endpoint(routes.getTicker, async ({ exchange, symbol }) =>
  presentTickerAnswer(exchange, symbol, await tickerOf(exchange as ExchangeId, symbol)),
);
