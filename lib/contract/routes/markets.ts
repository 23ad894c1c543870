import type { Route } from '../route.ts';
import * as about from '../schemas/about.ts';
import * as markets from '../schemas/markets.ts';
import { exchange, light, query } from './terms.ts';

/** Operations on markets and on the service. */
// biome-ignore format: an operation takes few lines, so that the table stays readable
export const marketRoutes = {
  listSymbols: {
    method: 'GET', path: '/oems/markets/symbols', tag: 'Markets', scope: 'oems/read', ...query, ...exchange,
    summary: 'The markets of an exchange, with steps, minima and fees', message: 'Symbols',
    request: markets.symbolsQuery, response: markets.symbolsResponse,
  },
  getTicker: {
    method: 'GET', path: '/oems/markets/ticker', tag: 'Markets', scope: 'oems/read', ...query, ...exchange,
    summary: 'The prices of a symbol; the exchange is asked once a second, however many callers there are', message: 'Ticker',
    request: markets.tickerQuery, response: markets.tickerResponse,
  },
  getOrderBook: {
    method: 'GET', path: '/oems/markets/order-book', tag: 'Markets', scope: 'oems/read', ...query, ...exchange,
    summary: 'The order book of a symbol; the exchange is asked once a second, however many callers there are', message: 'Order book',
    request: markets.orderBookQuery, response: markets.orderBookResponse,
  },
  getCapabilities: {
    method: 'GET', path: '/oems/execution/capabilities', tag: 'Trading', scope: 'oems/read', ...query, ...light,
    summary: 'What each exchange supports', message: 'Capabilities',
    request: about.capabilitiesQuery, response: about.capabilitiesResponse,
  },
  getHealth: {
    method: 'GET', path: '/health', tag: 'Service', scope: null, ...query, ...light,
    summary: 'Whether the service answers', message: 'OK',
    request: about.anything, response: about.healthResponse,
  },
  getOpenapi: {
    method: 'GET', path: '/openapi.json', tag: 'Service', scope: null, ...query, ...light, bare: true,
    summary: 'This API as OpenAPI 3.1', message: 'OK',
    request: about.anything, response: about.openapiResponse,
  },
} as const satisfies Record<string, Route>;
