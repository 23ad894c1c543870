import type { Fill, Page, PageRequest } from '../../model/history.ts';
import { collect, unreadable } from '../../rules/paging.ts';
import { type Json, notNegative, optionalText, readableDecimal, secondsMs } from '../../wire/readers.ts';
import { cursorOf, cursorPattern, requirePlace, type Trade, tradesBelow } from './trades-below.ts';

type Read = (query: Record<string, string>) => Promise<unknown>;
type SymbolOf = (id: string) => string;

/** The fills of the range, newest first; of one moment by falling id. */
export async function readKrakenFills(read: Read, request: PageRequest, symbolOf: SymbolOf): Promise<Page<Fill>> {
  requirePlace(request.cursor);
  return collect<Trade, Fill>(request, {
    source: 'trades_history',
    cursorOf,
    cursorPattern,
    timeOf: ([, row]) => secondsMs(row.time),
    pick: ([id, row]) => spotFill(id, row, symbolOf) ?? unreadable,
    read: (cursor) => tradesBelow(read, request, cursor),
  });
}

/** Null for a trade whose pair, side, quantity, price or time cannot be read: a sum over fills would be wrong with any of them guessed. */
function spotFill(id: string, row: Json, symbolOf: SymbolOf): Fill | null {
  const [pair, quantity, price] = [optionalText(row.pair), notNegative(row.vol), notNegative(row.price)];
  const [side, timestamp] = [row.type, secondsMs(row.time)];
  if (pair === null || quantity === null || price === null || timestamp === null) return null;
  if (side !== 'buy' && side !== 'sell') return null;
  const symbol = symbolOf(pair);
  return {
    id,
    orderId: optionalText(row.ordertxid),
    clientOrderId: null,
    store: 'regular',
    symbol,
    side,
    quantity,
    price,
    fee: readableDecimal(row.fee),
    // "Total fee (quote currency)" (docs.kraken.com, get-trade-history). Orders of this service never ask for a fee in the base.
    feeAsset: symbol.split('/')[1] ?? null,
    liquidity: typeof row.maker === 'boolean' ? (row.maker ? 'maker' : 'taker') : null,
    timestamp,
  };
}
