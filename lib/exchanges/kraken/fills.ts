import type { Fill, Page, PageRequest } from '../model/history.ts';
import { collect, unreadable } from '../rules/paging.ts';
import {
  isoMs,
  isTextOrNothing,
  type Json,
  notNegative,
  optionalText,
  readableDecimal,
  records,
  requiredList,
  requiredRecord,
  secondsMs,
} from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { clientIdOf } from './futures/described-orders.ts';

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
        // `start` is exclusive and counts in seconds.
        ...(request.from === undefined ? {} : { start: String((request.from - 1) / 1000) }),
        ...endOf(request, cursor),
      });
      const result = requiredRecord('Kraken Spot', answer, 'result');
      const all = records('Kraken Spot', requiredRecord('Kraken Spot', result, 'trades'));
      const rows = all.filter(
        ([id, row]) => id !== cursor && (secondsMs(row.time) ?? 0) < (request.to ?? Number.POSITIVE_INFINITY),
      );
      const count = Number(notNegative(result.count) ?? 0);
      // An end before the count proves nothing: the rows that are left out may be of the wanted order.
      if (all.length < count && all.every(([id]) => id === cursor)) throw new MalformedResponse('Kraken Spot', 200);
      return { rows, isLast: all.length < spotPageRows && all.length >= count };
    },
  });
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

/**
 * `fills` answers the last 100 before `lastFillTime`; the cursor names time and id, because fills of one order share a time. Of more
 * than 100 fills in one millisecond Kraken tells no more than the last 100: the reading then goes on below that millisecond.
 */
const futuresPageRows = 100;

export function readKrakenFuturesFills(read: Read, request: PageRequest, symbolOf: SymbolOf): Promise<Page<Fill>> {
  return collect<Json, Fill>(request, {
    source: 'fills',
    cursorOf: (row) => `${isoMs(row.fillTime)}.${row.fill_id}`,
    cursorPattern: /^\d{1,15}\.[A-Za-z0-9-]{1,64}$/,
    timeOf: (row) => isoMs(row.fillTime),
    pick: (row) => futuresFill(row, symbolOf) ?? unreadable,
    read: async (cursor) => {
      const [time, seen] = cursor?.split('.') ?? [];
      const at = time === undefined ? null : Number(time);
      const first = await fillsBefore(read, at === null ? request.to : at + 1);
      // Without a cursor nothing was seen: a fill without an id is not the one that was seen last.
      const below = seen === undefined ? first : first.slice(first.findIndex((row) => row.fill_id === seen) + 1);
      const isStuck = at !== null && below.length === 0 && first.length === futuresPageRows;
      const all = isStuck ? await fillsBefore(read, at) : first;
      const withoutLook = isStuck ? all : below;
      const rows = withoutLook.filter(
        (row) => (isoMs(row.fillTime) ?? Number.POSITIVE_INFINITY) >= (request.from ?? 0),
      );
      return { rows, isLast: all.length < futuresPageRows || rows.length < withoutLook.length };
    },
  });
}

/** The next page begins at the last fill of a full page: without the time of that fill there is no going on. */
async function fillsBefore(read: Read, time: number | undefined): Promise<Json[]> {
  const query = time === undefined ? {} : { lastFillTime: new Date(time).toISOString() };
  const fills = requiredList('Kraken Futures', await read(query), 'fills');
  const isPlaced = fills.length < futuresPageRows || isoMs(fills.at(-1)?.fillTime) !== null;
  if (!isPlaced) throw new MalformedResponse('Kraken Futures', 200);
  return fills;
}

/**
 * Null for a fill whose id, contract, side, quantity, price, time or order cannot be read: guessed, the fill would be a sale, of 1970, or of
 * no order of ours.
 */
function futuresFill(row: Json, symbolOf: SymbolOf): Fill | null {
  const [id, contract] = [optionalText(row.fill_id), optionalText(row.symbol)];
  const [quantity, price, timestamp] = [notNegative(row.size), notNegative(row.price), isoMs(row.fillTime)];
  const { side } = row;
  if (id === null || contract === null || quantity === null || price === null || timestamp === null) return null;
  if (side !== 'buy' && side !== 'sell') return null;
  if (!isTextOrNothing(row.order_id) || !isTextOrNothing(row.cliOrdId)) return null;
  return {
    id,
    orderId: optionalText(row.order_id),
    clientOrderId: clientIdOf(row),
    store: 'regular',
    symbol: symbolOf(contract),
    side,
    quantity,
    price,
    fee: readableDecimal(row.fee_paid),
    // Fills of the coin are recorded as BTC; the account log and the wallets say xbt.
    feeAsset: optionalText(row.fee_currency)?.replace(/^xbt$/i, 'BTC') ?? null,
    liquidity: /^taker/.test(String(row.fillType)) ? 'taker' : /^maker/.test(String(row.fillType)) ? 'maker' : null,
    timestamp,
  };
}
