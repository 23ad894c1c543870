import * as z from 'zod';
import { listMarket } from '../../engine/market.ts';
import { parseInput } from '../../server/control-input.ts';
import type { SpotExchange } from './exchange.ts';
import { withDarkPools } from './pairs.ts';

const listingInput = z.strictObject({ dark_pools: z.enum(['unnamed', 'named']) });

/** `listing {dark_pools}`: lists the dark pools of 2019 beside the pairs, without a wsname (`unnamed`) or with one. Until a reset. */
export function setListing(exchange: SpotExchange, input: Record<string, unknown>): unknown {
  const { dark_pools: darkPools } = parseInput(listingInput, input);
  const pairs = withDarkPools(exchange.pairs, darkPools === 'named');
  const listed = pairs.list.filter(({ symbol }) => !exchange.markets.has(symbol));
  for (const pair of listed) exchange.markets.set(pair.symbol, listMarket(pair));
  exchange.pairs = pairs;
  return { listed: listed.map(({ symbol }) => symbol) };
}
