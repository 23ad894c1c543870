import { routes } from '../../lib/contract/routes.ts';
import type { ExchangeId } from '../../lib/exchanges/exchanges.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentSymbols } from '../../lib/http/present/markets.ts';
import { listSymbols } from '../../lib/markets/symbols.ts';

export const handler = endpoint(routes.listSymbols, async ({ exchange, market_type: marketType, ...query }) =>
  presentSymbols(exchange, await listSymbols(exchange as ExchangeId, { marketType, ...query })),
);
