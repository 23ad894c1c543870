import type { Fill, Page, PageRequest } from '../../model/history.ts';
import { collect, unreadable } from '../../rules/paging.ts';
import {
  type Json,
  notNegative,
  optionalText,
  readableDecimal,
  records,
  requiredRecord,
  secondsMs,
} from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { newestFirst } from '../newest-first.ts';

type Read = (query: Record<string, string>) => Promise<unknown>;
type SymbolOf = (id: string) => string;

/**
 * TradesHistory answers 50 rows a page, newest first; `end` may be a trade id and includes it. `count` tells the rows of the whole range (docs
 * get-trade-history): a shorter page is the last page where `count` tells no further rows.
 */
const spotPageRows = 50;

export function readKrakenFills(read: Read, request: PageRequest, symbolOf: SymbolOf): Promise<Page<Fill>> {
  return collect<[string, Json], Fill>(request, {
    source: 'trades_history',
    cursorOf: ([id]) => id,
    cursorPattern: /^[A-Z0-9]{6}-[A-Z0-9]{5}-[A-Z0-9]{6}$/,
    timeOf: ([, row]) => secondsMs(row.time),
    pick: ([id, row]) => spotFill(id, row, symbolOf) ?? unreadable,
    read: async (cursor) => {
      const answer = await read({
        // `start` is exclusive and counts in seconds, and trades have parts of a millisecond: some of the millisecond before come too.
        ...(request.from === undefined ? {} : { start: String((request.from - 1) / 1000) }),
        ...endOf(request, cursor),
      });
      const result = requiredRecord('Kraken Spot', answer, 'result');
      const all = newestFirst(records(requiredRecord('Kraken Spot', result, 'trades')), placeOf);
      const rows = all.filter(([id, row]) => id !== cursor && isInRange(row, request));
      const count = Number(notNegative(result.count) ?? 0);
      // An end before the count proves nothing: the rows that are left out may be of the wanted order.
      if (all.length < count && all.every(([id]) => id === cursor)) throw new MalformedResponse('Kraken Spot', 200);
      const passed = all.filter(([id]) => id !== cursor).at(-1);
      return { rows, passed, isLast: all.length < spotPageRows && all.length >= count };
    },
  });
}

/** By the time that the fill is told with: of two ranges that meet, one has the fill. A trade without a readable time may be of the range. */
function isInRange(row: Json, { from = 0, to = Number.POSITIVE_INFINITY }: PageRequest): boolean {
  const time = secondsMs(row.time);
  return time === null || (time >= from && time < to);
}

/** In seconds, with all digits. */
export function placeOf([, { time }]: [string, Json]): number | null {
  return secondsMs(time) === null ? null : Number(time);
}

function endOf(request: PageRequest, cursor: string | undefined): Record<string, string> {
  if (cursor !== undefined) return { end: cursor };
  return request.to === undefined ? {} : { end: String(request.to / 1000) };
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
