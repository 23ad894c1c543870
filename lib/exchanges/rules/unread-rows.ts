import { currentCall } from '../../aws/call-context.ts';
import { log } from '../../aws/log.ts';
import { OemsError } from '../../errors.ts';
import type { MarketDefinition } from '../definition.ts';
import type { Told, UnreadRow } from '../model/told.ts';

type Titled = Pick<MarketDefinition, 'title'>;

/** The log has the only trace of a list that was answered without some of its rows. */
export function noteUnread({ unread }: Pick<Told<unknown>, 'unread'>, what: string, { title }: Titled): void {
  if (unread.length === 0) return;
  const outcome = unreadMessage(unread, what, title);
  log({ level: 'WARN', message: 'rows not read', outcome, attempts: unread.length }, currentCall());
}

/** All rows. Throws where one is unread: the caller takes the list for a proof. */
export function wholeList<T>({ rows, unread }: Told<T>, what: string, { title }: Titled): readonly T[] {
  if (unread.length > 0) throw new OemsError('EXCHANGE_UNAVAILABLE', unreadMessage(unread, what, title));
  return rows;
}

/** Rows that the message names. */
const mostNamed = 5;

/** `Kraken Spot tells 1 open order in a form that cannot be read (symbol of OABCDE-…)`. */
export function unreadMessage(unread: readonly UnreadRow[], what: string, title: string): string {
  const named = unread.slice(0, mostNamed).map(nameOf).join(', ');
  const more = unread.length > mostNamed ? ', …' : '';
  return `${title} tells ${unread.length} ${what}${unread.length === 1 ? '' : 's'} in a form that cannot be read (${named}${more}); look at the exchange`;
}

function nameOf({ field, exchangeOrderId, symbol, asset }: UnreadRow): string {
  const name = [exchangeOrderId, symbol, asset].filter((part) => part !== undefined).join(' in ');
  return name === '' ? field : `${field} of ${name}`;
}
