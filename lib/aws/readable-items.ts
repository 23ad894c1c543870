import { errorText } from '../error-text.ts';
import { currentCall } from './call-context.ts';
import { log } from './log.ts';
import type { Item } from './table-item.ts';

/** The results of `read`, item by item. An unreadable item is reported and passed over: later items must not wait for a person. */
export function readableItems<T>(
  items: readonly Item[],
  read: (item: Item) => T,
  ownerOf: (item: Item) => { readonly tenant?: string; readonly account?: string } = () => ({}),
): T[] {
  return items.flatMap((item) => {
    try {
      return [read(item)];
    } catch (error) {
      const metrics = { UnreadableEntries: 1 };
      const what = { message: 'entry unreadable', ...ownerOf(item), error: errorText(error) };
      log({ level: 'ERROR', ...what, metrics }, currentCall());
      return [];
    }
  });
}
