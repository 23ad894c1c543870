import type { JsonObject } from '../model/order.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { MarketWire } from '../wire/market-wire.ts';
import { type Json, optionalText, requiredList, requiredRecord } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';

/** One page of a list. */
export interface ListPage {
  readonly rows: readonly Json[];
  /** Percent-encoded as the exchange sent the cursor: sent and signed unchanged. Null at the end. */
  readonly next: string | null;
}

export function resultIn(title: string, answer: unknown): Json {
  return requiredRecord(title, answer, 'result');
}

export function rowsIn(title: string, answer: unknown): Json[] {
  return requiredList(title, resultIn(title, answer), 'list');
}

export async function readPage(
  { read, market: { title } }: Pick<MarketWire, 'read' | 'market'>,
  endpoint: Endpoint,
  query: JsonObject,
  cursor: string | null = null,
): Promise<ListPage> {
  const answer = await read(endpoint, cursor === null ? query : { ...query, cursor });
  const rows = rowsIn(title, answer);
  return { rows, next: rows.length === 0 ? null : optionalText(resultIn(title, answer).nextPageCursor) };
}

/** More pages than of any list: 500 open orders make ten. */
const mostPages = 40;

/** Every row of a list. Throws where the list does not end: a part of a list must not pass for the whole. */
export async function readAll(
  wire: Pick<MarketWire, 'read' | 'market'>,
  endpoint: Endpoint,
  query: JsonObject,
): Promise<Json[]> {
  const rows: Json[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page: ListPage = await readPage(wire, endpoint, query, cursor);
    rows.push(...page.rows);
    if (page.next === null) return rows;
    if (page.next === cursor) break;
    cursor = page.next;
  }
  throw new MalformedResponse(wire.market.title, 200);
}
