import { OemsError } from '../../errors.ts';
import type { ExchangeOrder } from '../model/order.ts';
import type { Told } from '../model/told.ts';
import { unreadMessage } from '../rules/unread-rows.ts';

/** Every symbol in which an order is open, as far as the symbols can be read. */
export function symbolsIn({ rows, unread }: Told<ExchangeOrder>): string[] {
  return [...new Set([...rows, ...unread].flatMap(({ symbol }) => symbol ?? []))];
}

/** Throws, after the cancellations, for orders without a readable symbol: Binance cancels by symbol, and those orders live on. */
export function requireSymbols(title: string, { unread }: Told<ExchangeOrder>): void {
  const left = unread.filter(({ symbol }) => symbol === undefined);
  if (left.length === 0) return;
  const message = `all other orders were canceled, but ${unreadMessage(left, 'open order', title)}`;
  throw new OemsError('EXCHANGE_UNAVAILABLE', message);
}
