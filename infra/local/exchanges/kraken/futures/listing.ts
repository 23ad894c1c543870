import * as z from 'zod';
import { listMarket } from '../../engine/market.ts';
import { parseInput } from '../../server/control-input.ts';
import type { FuturesExchange } from './exchange.ts';
import { euroContract } from './instruments.ts';

const listingInput = z.strictObject({ euro: z.array(z.string()).default([]), delist: z.array(z.string()).default([]) });

/** `listing {euro, delist}`: lists a contract in euros of each of these coins (XBT), and delists contracts by name. Until a reset. */
export function setListing({ markets }: FuturesExchange, input: Record<string, unknown>): unknown {
  const { euro, delist } = parseInput(listingInput, input);
  const listed = euro.map(euroContract);
  for (const instrument of listed) markets.set(instrument.symbol, listMarket(instrument));
  for (const symbol of delist) if (!markets.delete(symbol)) throw new Error(`delist: no such contract: ${symbol}`);
  return { listed: listed.map(({ symbol }) => symbol), delisted: delist };
}
