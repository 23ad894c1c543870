import * as z from 'zod';
import { listMarket } from '../../engine/market.ts';
import { parseInput } from '../../server/control-input.ts';
import type { SpotExchange } from './exchange.ts';
import { withDarkPools } from './pairs.ts';

const listingInput = z.strictObject({
  dark_pools: z.enum(['unnamed', 'named']).optional(),
  tokenized: z.enum(['apart', 'among']).optional(),
});

/**
 * `listing {dark_pools?, tokenized?}`, until a reset. `dark_pools` lists the dark pools of 2019 beside the pairs, without a wsname
 * (`unnamed`) or with one. `tokenized`: `among` lists the stocks among the currencies. An empty body only asks.
 */
export function setListing(exchange: SpotExchange, input: Record<string, unknown>): unknown {
  const { dark_pools: darkPools, tokenized = exchange.tokenized } = parseInput(listingInput, input);
  exchange.tokenized = tokenized;
  const listed = darkPools === undefined ? [] : listDarkPools(exchange, darkPools === 'named');
  return { listed, tokenized };
}

function listDarkPools(exchange: SpotExchange, named: boolean): string[] {
  const pairs = withDarkPools(exchange.pairs, named);
  const listed = pairs.list.filter(({ symbol }) => !exchange.markets.has(symbol));
  for (const pair of listed) exchange.markets.set(pair.symbol, listMarket(pair));
  exchange.pairs = pairs;
  return listed.map(({ symbol }) => symbol);
}
