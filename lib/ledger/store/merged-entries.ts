import { settleAll } from '../../aws/all-to-the-end.ts';
import { invalidField } from '../../errors.ts';
import { type ExchangeId, exchangeIds } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { entryMarketType, streamsOf } from '../../exchanges/streams.ts';
import type { LedgerName } from './ledger-name.ts';
import { type LedgerRange, newestFirst, readEntries } from './ledger-store.ts';

/** A ledger to read from, whole or the entries of one market type. */
export interface EntrySource extends LedgerName {
  readonly only?: MarketType | undefined;
}

/** An entry with the ledger that holds it. */
export interface SourcedEntry<L extends EntrySource = EntrySource> {
  readonly ledger: L;
  readonly entry: LedgerEntry;
}

/** The place of an entry among all entries of one account; no two entries share a place. */
interface EntryPlace {
  readonly time: number;
  readonly exchange: ExchangeId;
  readonly stream: string;
  readonly id: string;
  readonly owner: string;
}

function placeOf({ ledger, entry: { time, id, owner } }: SourcedEntry): EntryPlace {
  const { exchange, stream } = ledger;
  return { time, exchange, stream, id, owner: owner ?? '' };
}

/** The cursor that resumes after this entry. */
export function entryCursor(sourced: SourcedEntry): string {
  const { time, exchange, stream, id, owner } = placeOf(sourced);
  return `${time}.${exchange}:${stream}.${id}.${owner}`;
}

const cursorPattern = /^(\d{1,15})\.([a-z]+):([a-z-]+)\.([A-Za-z0-9-]{1,64})\.([A-Za-z0-9-]{0,64})$/;

function placeIn(cursor: string): EntryPlace {
  const [, time, name = '', stream = '', id = '', owner = ''] = cursorPattern.exec(cursor) ?? [];
  const exchange = exchangeIds.find((each) => each === name);
  if (exchange === undefined || !streamsOf(exchange).includes(stream))
    throw invalidField('cursor', 'must be a cursor from the answer before');
  return { time: Number(time), exchange, stream, id, owner };
}

/** The order of the table within a ledger, and across the ledgers of an account. */
function oldestFirst(a: EntryPlace, b: EntryPlace): number {
  return a.time - b.time || textOrder(nameOf(a), nameOf(b)) || newestFirst(b, a) || textOrder(a.owner, b.owner);
}
/** Entries of the same moment: spot before swap. */
function nameOf({ exchange, stream }: EntryPlace): string {
  return `${entryMarketType({ exchange, stream }, null)} ${exchange} ${stream}`;
}
function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The entries of several ledgers as one list, oldest first, from the start of the range or after a cursor. Pages are read on demand. */
export function mergedEntries<L extends EntrySource>(
  ledgers: readonly L[],
  range: LedgerRange,
  cursor?: string,
): AsyncGenerator<SourcedEntry<L>> {
  return merged(ledgers, range, cursor === undefined ? null : placeIn(cursor));
}

/** From `beforeMs` before the moment of the cursor on, with the entries that come before the cursor. */
export function entriesSince<L extends EntrySource>(
  ledgers: readonly L[],
  range: LedgerRange,
  cursor: string | undefined,
  beforeMs = 0,
): AsyncGenerator<SourcedEntry<L>> {
  const from = cursor === undefined ? range.from : Math.max(range.from, placeIn(cursor).time - beforeMs);
  return merged(ledgers, { ...range, from }, null);
}

/** The entry comes after the entry of the cursor. */
export function isBeyond(sourced: SourcedEntry, cursor: string): boolean {
  return oldestFirst(placeOf(sourced), placeIn(cursor)) > 0;
}

async function* merged<L extends EntrySource>(
  ledgers: readonly L[],
  range: LedgerRange,
  after: EntryPlace | null,
): AsyncGenerator<SourcedEntry<L>> {
  const rest = after === null ? range : { ...range, from: Math.max(range.from, after.time) };
  const lists = ledgers.map((ledger) => entriesOf(ledger, rest));
  const heads = await settleAll(lists.map((list) => list.next()));
  for (;;) {
    const first = oldest(heads);
    if (first === null) return;
    if (after === null || oldestFirst(placeOf(first.head), after) > 0) yield first.head;
    heads[first.index] = (await lists[first.index]?.next()) ?? { done: true, value: undefined };
  }
}

async function* entriesOf<L extends EntrySource>(ledger: L, range: LedgerRange): AsyncGenerator<SourcedEntry<L>> {
  for await (const page of readEntries(ledger, range))
    for (const entry of page) if (isWanted(ledger, entry)) yield { ledger, entry };
}

/** When market types share a ledger, a request for a market type takes the entries of that market type alone. */
export function isWanted(ledger: EntrySource, { symbol }: LedgerEntry): boolean {
  return ledger.only === undefined || entryMarketType(ledger, symbol) === ledger.only;
}

function oldest<L extends EntrySource>(
  heads: readonly IteratorResult<SourcedEntry<L>>[],
): { head: SourcedEntry<L>; index: number } | null {
  const left = heads.flatMap((head, index) => (head.done === true ? [] : [{ head: head.value, index }]));
  return left.toSorted((a, b) => oldestFirst(placeOf(a.head), placeOf(b.head)))[0] ?? null;
}
