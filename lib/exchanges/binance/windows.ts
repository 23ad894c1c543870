import { OemsError } from '../../errors.ts';
import type { Json } from '../wire/readers.ts';

/** Reads the rows of a range of times, both ends included (epoch ms). */
export type ReadRange = (from: number, to: number) => Promise<readonly Json[]>;

/** The most rows in an answer. */
export const mostRows = 1000;

/** Requests for one range. More history than that is not read at once: the weight is shared by all keys of the address. */
const mostRequests = 24;

/**
 * All rows from `from` to `to`, in windows as long as the exchange allows. A full answer may have left rows out, so the window is halved until
 * every answer has room. Throws where the range is too full: a part would read as the whole.
 */
export async function rowsBetween(
  title: string,
  read: ReadRange,
  { from, to, spanMs }: { readonly from: number; readonly to: number; readonly spanMs: number },
): Promise<Json[]> {
  let left = mostRequests;
  const whole = async (start: number, end: number): Promise<Json[]> => {
    if (left === 0) throw tooMuch(title);
    left -= 1;
    const rows = await read(start, end);
    if (rows.length < mostRows) return [...rows];
    if (end <= start) throw tooMuch(title);
    const middle = Math.floor((start + end) / 2);
    return [...(await whole(start, middle)), ...(await whole(middle + 1, end))];
  };
  const found: Json[] = [];
  for (let start = from; start <= to; start += spanMs)
    found.push(...(await whole(start, Math.min(start + spanMs - 1, to))));
  return found;
}

function tooMuch(title: string): OemsError {
  return new OemsError(
    'EXCHANGE_UNAVAILABLE',
    `${title} has more history in this range than one call can read; ask for a shorter range`,
  );
}
