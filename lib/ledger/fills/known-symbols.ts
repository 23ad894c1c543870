import type { Account, AccountRef } from '../../accounts/account.ts';
import { orderPartition } from '../../accounts/partitions.ts';
import { queryPages } from '../../aws/query-pages.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { Balance } from '../../exchanges/model/position.ts';
import { readCatalogue } from '../../session/markets-store.ts';
import type { FillsCursor, SymbolProgress } from './fills-cursor.ts';

/** An index of DynamoDB lags: orders of the last minutes are read again by the next pull. */
const indexLagMs = 10 * 60_000;
/** Pages of the journal for one pull; the next pull goes on. */
const mostPages = 10;
/** Of one account: the progress of all symbols is one item. */
const mostSymbols = 1500;

const unread: SymbolProgress = { from: null, readAt: 0, isBehind: true, isTraded: false, isRefused: false };

/** The cursor with the symbols of orders that were sent through this service since the last pull. */
export async function withOrdered(
  cursor: FillsCursor,
  { tenant, accountId }: AccountRef,
  marketType: MarketType,
  now: number,
): Promise<FillsCursor> {
  const pages = queryPages({
    IndexName: 'orders',
    KeyConditionExpression: 'orderAccount = :account AND orderTime >= :since',
    ProjectionExpression: 'orderTime, #record.marketType, #record.#request.symbol',
    ExpressionAttributeNames: { '#record': 'record', '#request': 'request' },
    ExpressionAttributeValues: {
      ':account': { S: orderPartition({ tenant, accountId }) },
      ':since': { N: String(cursor.ordersReadTo) },
    },
  });
  const found = new Set<string>();
  let [read, last] = [0, cursor.ordersReadTo];
  for await (const items of pages) {
    for (const { orderTime, record } of items) {
      last = Math.max(last, Number(orderTime?.N ?? 0));
      const symbol = record?.M?.request?.M?.symbol?.S;
      if (symbol !== undefined && record?.M?.marketType?.S === marketType) found.add(symbol);
    }
    read += 1;
    if (read === mostPages) return { ...withSymbols(cursor, found, true), ordersReadTo: last };
  }
  return { ...withSymbols(cursor, found, true), ordersReadTo: Math.max(cursor.ordersReadTo, now - indexLagMs) };
}

/** The cursor with the listed symbols of the coins that the account holds. The list of markets is read where the coins have changed. */
export async function withHeld(
  cursor: FillsCursor,
  { exchange }: Account,
  marketType: MarketType,
  balances: readonly Balance[],
): Promise<FillsCursor> {
  const held = balances.filter(({ total }) => Number(total) > 0).map(({ asset }) => asset);
  const coins = held.toSorted();
  if (coins.join() === cursor.held.join()) return cursor;
  const catalogue = await readCatalogue({ exchange, marketType });
  if (catalogue === null) return cursor;
  const listed = catalogue.markets.filter(({ base }) => coins.includes(base)).map(({ symbol }) => symbol);
  return { ...withSymbols(cursor, new Set(listed), false), held: coins };
}

function withSymbols(cursor: FillsCursor, found: ReadonlySet<string>, isTraded: boolean): FillsCursor {
  const symbols: Record<string, SymbolProgress> = { ...cursor.symbols };
  let { leftOutSymbols } = cursor;
  for (const symbol of found) {
    const known = symbols[symbol];
    if (known !== undefined) symbols[symbol] = { ...known, isTraded: known.isTraded || isTraded };
    else if (Object.keys(symbols).length < mostSymbols) symbols[symbol] = { ...unread, isTraded };
    else leftOutSymbols += 1;
  }
  return { ...cursor, symbols, leftOutSymbols };
}
