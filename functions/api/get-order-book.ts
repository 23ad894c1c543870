import { routes } from '../../lib/contract/routes.ts';
import type { ExchangeId } from '../../lib/exchanges/exchanges.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentOrderBookAnswer } from '../../lib/http/present/markets.ts';
import { orderBookOf } from '../../lib/markets/prices.ts';

export const handler = endpoint(routes.getOrderBook, async ({ exchange, symbol, depth }) =>
  presentOrderBookAnswer(exchange, symbol, await orderBookOf(exchange as ExchangeId, symbol, depth)),
);
