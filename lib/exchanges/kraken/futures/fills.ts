import type { Fill, Page, PageRequest } from '../../model/history.ts';
import { collect, unreadable } from '../../rules/paging.ts';
import { isoMs, isTextOrNothing, type Json, notNegative, optionalText, readableDecimal } from '../../wire/readers.ts';
import { clientIdOf } from './described-orders.ts';
import { cursorOf, cursorPattern, fillsBefore, fillsBelow, requirePlace } from './fills-below.ts';
import { assetOf } from './logged-wallet.ts';

type Read = (query: Record<string, string>) => Promise<unknown>;
type SymbolOf = (id: string) => string;

/** The fills of the range, newest first; of one moment by falling id. */
export async function readKrakenFuturesFills(
  read: Read,
  request: PageRequest,
  symbolOf: SymbolOf,
): Promise<Page<Fill>> {
  requirePlace(request.cursor);
  return collect<Json, Fill>(request, {
    source: 'fills',
    cursorOf,
    cursorPattern,
    timeOf: (row) => isoMs(row.fillTime),
    pick: (row) => futuresFill(row, symbolOf) ?? unreadable,
    read: fillsBelow(read, request),
  });
}

/** The newest page alone: the cheapest request, where a part of the fills is enough. */
export async function readLastFuturesFills(read: Read, symbolOf: SymbolOf): Promise<readonly Fill[]> {
  const rows = await fillsBefore(read, undefined);
  return rows.map((row) => futuresFill(row, symbolOf)).filter((fill) => fill !== null);
}

/**
 * Null for a fill whose id, contract, side, quantity, price, time or order cannot be read: guessed, the fill would be a sale, of 1970, or of
 * no order of ours.
 */
function futuresFill(row: Json, symbolOf: SymbolOf): Fill | null {
  const [id, contract] = [optionalText(row.fill_id), optionalText(row.symbol)];
  const [quantity, price, timestamp] = [notNegative(row.size), notNegative(row.price), isoMs(row.fillTime)];
  const { side } = row;
  const feeCurrency = optionalText(row.fee_currency);
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
    // Fills of the coin are recorded as BTC; the account log and the wallets say xbt, and usd in small letters.
    feeAsset: feeCurrency === null ? null : assetOf(feeCurrency),
    liquidity: /^taker/.test(String(row.fillType)) ? 'taker' : /^maker/.test(String(row.fillType)) ? 'maker' : null,
    timestamp,
  };
}
