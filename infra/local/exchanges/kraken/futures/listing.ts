import * as z from 'zod';
import type { Market } from '../../engine/market.ts';
import { listMarket } from '../../engine/market.ts';
import { parseInput } from '../../server/control-input.ts';
import type { FuturesExchange } from './exchange.ts';
import { euroContract } from './instruments.ts';

const names = z.array(z.string()).default([]);
const listingInput = z.strictObject({ euro: names, delist: names, list: names });

/**
 * `listing {euro, delist, list}`, until a reset. `euro` lists a contract in euros of each named coin (XBT). `delist` takes contracts out of
 * the lists, as Kraken does with matured contracts before the settlement: no order is taken, and positions stay. `list` brings contracts
 * back, as new contracts for a client that has read the lists meanwhile.
 */
export function setListing(exchange: FuturesExchange, input: Record<string, unknown>): unknown {
  const { euro, delist, list } = parseInput(listingInput, input);
  const contracts = euro.map(euroContract);
  for (const instrument of contracts) exchange.markets.set(instrument.symbol, listMarket(instrument));
  for (const symbol of delist) contractNamed(exchange, symbol, 'delist').delisted = true;
  for (const symbol of list) contractNamed(exchange, symbol, 'list').delisted = false;
  return { listed: [...contracts.map(({ symbol }) => symbol), ...list], delisted: delist };
}

function contractNamed({ markets }: FuturesExchange, symbol: string, field: string): Market {
  const market = markets.get(symbol);
  if (market === undefined) throw new Error(`${field}: no such contract: ${symbol}`);
  return market;
}
