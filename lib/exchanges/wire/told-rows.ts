import type { OrderStore } from '../model/order.ts';
import type { Told, UnreadRow } from '../model/told.ts';
import { type Json, optionalText, rowOrNothing } from './readers.ts';
import { MalformedResponse } from './refusals.ts';

type Facts = Omit<UnreadRow, 'field'>;

/** Each row by itself: an unreadable row is told beside the list, and hides no other row. `factsOf`: what can be read of such a row. */
export function toldRows<R, T>(rows: readonly R[], read: (row: R) => T, factsOf: (row: R) => Facts): Told<T> {
  const told: T[] = [];
  const unread: UnreadRow[] = [];
  for (const row of rows) {
    try {
      told.push(read(row));
    } catch (error) {
      if (!(error instanceof MalformedResponse)) throw error;
      unread.push({ field: error.field ?? 'row', ...factsOf(row) });
    }
  }
  return { rows: told, unread };
}

/**
 * Whether the facts of a row are those of the wanted row; null: a field cannot be read. A fact that differs decides, whatever else is unreadable.
 * Throws for a row that may be the wanted row: to leave the row out would prove absence.
 */
export function isWanted(exchangeName: string, facts: Readonly<Record<string, boolean | null>>): boolean {
  const told = Object.entries(facts);
  if (told.some(([, isSame]) => isSame === false)) return false;
  const unread = told.find(([, isSame]) => isSame === null);
  if (unread !== undefined) throw new MalformedResponse(exchangeName, 200, unread[0]);
  return true;
}

/** The rows of a list that bear a name in the field `key`, and the rows without: each may be any row. */
export function namedRows(list: readonly unknown[], key: string): readonly [readonly Json[], readonly UnreadRow[]] {
  const rows = list.map(rowOrNothing);
  const isNamed = (row: Json) => optionalText(row[key]) !== null;
  return [rows.filter(isNamed), rows.filter((row) => !isNamed(row)).map(() => ({ field: key }))];
}

/** The names of an order, as far as the names can be read. */
export function orderFacts(exchangeOrderId: unknown, symbol: unknown, store: OrderStore | null): Facts {
  const [id, name] = [optionalText(exchangeOrderId), optionalText(symbol)];
  return {
    ...(id === null ? {} : { exchangeOrderId: id }),
    ...(name === null ? {} : { symbol: name }),
    ...(store === null ? {} : { store }),
  };
}

/** A balance of an asset whose name, in the field `key`, may be unreadable too. */
export function assetFacts(row: Json, key: string, codeOf: (asset: string) => string): Facts {
  const asset = optionalText(row[key]);
  return asset === null ? {} : { asset: codeOf(asset) };
}

/** All rows. Throws where a row cannot be read: the caller sends or proves something from the whole list. */
export function everyRow<T>(exchangeName: string, { rows, unread: [first] }: Told<T>): readonly T[] {
  if (first !== undefined) throw new MalformedResponse(exchangeName, 200, first.field);
  return rows;
}

/** One of several orders: null where a field of the order cannot be read. An answer that is garbled as a whole fails. */
export async function unlessUnread<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof MalformedResponse && error.field !== undefined) return null;
    throw error;
  }
}
