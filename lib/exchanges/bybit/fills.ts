import type { Fill, Page, PageRequest } from '../model/history.ts';
import { collect, unreadable } from '../rules/paging.ts';
import { epochMs, isTextOrNothing, type Json, notNegative, optionalText, readableDecimal } from '../wire/readers.ts';
import { sideOf } from './described-orders.ts';
import { endpoints } from './endpoints.ts';
import { namingOf } from './ledger.ts';
import { type BackList, cursorOf, cursorPattern, isEdge, keptIn, newWalk, pageBelow } from './pages-back.ts';
import type { PartWire } from './part.ts';

/**
 * The executions of one market (docs/v5 order/execution), newest first: trades, and what the exchange has done with a position (liquidation,
 * delivery). Funding is no fill.
 */
export async function readFills(wire: PartWire, request: PageRequest): Promise<Page<Fill>> {
  const { symbolIn, codeOf } = await namingOf(wire);
  const id = request.symbol === undefined ? null : (await wire.markets.market(request.symbol)).id;
  const list: BackList = {
    endpoint: endpoints.executions,
    query: { category: wire.part.category, ...(id === null ? {} : { symbol: id }), limit: '100' },
    timeKey: 'execTime',
    idOf: nameOf,
  };
  const symbolOf = (name: string) => symbolIn(wire.part.category, name);
  const walk = newWalk();
  const page = await collect<Json, Fill>(request, {
    source: 'executions',
    cursorOf: (row) => cursorOf(wire, list, row),
    cursorPattern,
    timeOf: (row) => epochMs(row.execTime),
    pick: (row) =>
      isEdge(row) || noFills.includes(row.execType) ? null : (fillOf(wire, row, symbolOf, codeOf) ?? unreadable),
    read: (cursor) => pageBelow(wire, list, request, cursor, walk),
  });
  return { ...page, ...keptIn(request) };
}

/** The name that the documentation advises for rows of one time. Two orders of the account that trade with each other share the `execId`. */
function nameOf({ execId, orderId, leavesQty }: Json): string {
  const id = optionalText(execId);
  return id === null ? '' : `${id}:${orderId ?? ''}:${leavesQty ?? ''}`.replaceAll(/[^A-Za-z0-9_:.-]/g, '');
}

const noFills: readonly unknown[] = ['Funding', 'SessionSettlePnL'];

/** Null for a fill whose id, symbol, side, quantity, price, time or order cannot be read: no sum over fills would be right with a guess. */
function fillOf(
  { part }: PartWire,
  row: Json,
  symbolOf: (name: string) => string,
  codeOf: (coin: string) => string,
): Fill | null {
  const [id, name, side] = [optionalText(row.execId), optionalText(row.symbol), sideOf(row.side)];
  const [quantity, price] = [notNegative(row.execQty), notNegative(row.execPrice)];
  const timestamp = epochMs(row.execTime);
  if (id === null || name === null || side === null || quantity === null || price === null || timestamp === null)
    return null;
  if (!isTextOrNothing(row.orderId) || !isTextOrNothing(row.orderLinkId)) return null;
  const symbol = symbolOf(name);
  const feeCoin = optionalText(row.feeCurrency);
  return {
    id,
    orderId: optionalText(row.orderId),
    clientOrderId: optionalText(row.orderLinkId),
    store: 'regular',
    symbol,
    side,
    quantity,
    price,
    fee: readableDecimal(row.execFee),
    // Contracts are charged in the coin that settles them, where the row names none.
    feeAsset: feeCoin === null ? settleOf(symbol, part.category) : codeOf(feeCoin),
    liquidity: typeof row.isMaker === 'boolean' ? (row.isMaker ? 'maker' : 'taker') : null,
    timestamp,
  };
}

function settleOf(symbol: string, category: string): string | null {
  return category === 'linear' ? (/:([A-Z0-9]+)/.exec(symbol)?.[1] ?? null) : null;
}
