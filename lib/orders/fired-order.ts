import type { MarketType } from '../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import { isOver, type OrderRecord } from './order.ts';

type Shown = ExchangeOrder & { readonly marketType: MarketType };

/**
 * A stop whose exchange moves a fired stop from the store of stops into the book: the order of the book is the stop. Bybit Spot keeps the id, and
 * Binance USD-M gives the order another id (USD-M: Query Algo Order, `actualOrderId`).
 */
export function hasBecome(entry: OrderRecord, shown: Shown): boolean {
  const ids = [entry.exchangeOrderId, entry.described?.firedAs];
  return isOfBook(entry, shown) && ids.includes(shown.exchangeOrderId);
}

/** Only the exchange can tell: a client order id may be used again by another program once the stop has fired. */
export function mayBecome(entry: OrderRecord, shown: Shown): boolean {
  const { described, request } = entry;
  const isOpen = described === null || (!isOver(described.status) && described.firedAs === undefined);
  return isOfBook(entry, shown) && isOpen && shown.symbol === request.symbol && shown.side === request.side;
}

function isOfBook({ state, store, marketType }: OrderRecord, shown: Shown): boolean {
  return state === 'ACCEPTED' && store === 'trigger' && shown.store === 'regular' && shown.marketType === marketType;
}

/** The order of the book in the words of the stop that was placed. */
export function asPlaced(
  shown: ExchangeOrder,
  { store, exchangeOrderId, described }: Pick<OrderRecord, 'store' | 'exchangeOrderId' | 'described'>,
): ExchangeOrder {
  const hasMoved = store === 'trigger' && shown.store === 'regular' && exchangeOrderId !== null;
  if (!hasMoved) return shown;
  const firedAs = described?.firedAs ?? shown.exchangeOrderId;
  const isRenamed = firedAs === shown.exchangeOrderId && firedAs !== exchangeOrderId;
  return { ...shown, store, exchangeOrderId, hasFired: true, ...(isRenamed ? { firedAs } : {}) };
}
