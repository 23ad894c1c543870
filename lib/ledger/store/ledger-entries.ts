import { settleAll } from '../../aws/all-to-the-end.ts';
import { invalidField } from '../../errors.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { type Ledger, type LedgerRange, newestFirst, readRows } from './ledger-store.ts';

/** A row with the wallet whose books it stands in. */
export interface LedgerLine<L extends Ledger = Ledger> {
  readonly ledger: L;
  readonly row: LedgerEntry;
}

/** Where a line stands among those of one account: no two stand in one place. */
interface LinePlace {
  readonly time: number;
  readonly marketType: MarketType;
  readonly id: string;
  readonly owner: string;
}

function placeOf({ ledger, row: { time, id, owner } }: LedgerLine): LinePlace {
  return {
    time,
    marketType: ledger.marketType,
    id,
    owner: owner ?? '',
  };
}

/** The cursor that goes on behind this line. */
export function lineCursor(line: LedgerLine): string {
  const { time, marketType, id, owner } = placeOf(line);
  return `${time}.${marketType}.${id}.${owner}`;
}

const cursorPattern = /^(\d{1,15})\.(spot|swap)\.([A-Za-z0-9-]{1,64})\.([A-Za-z0-9-]{0,64})$/;

function placeIn(cursor: string): LinePlace {
  const [, time, marketType, id = '', owner = ''] = cursorPattern.exec(cursor) ?? [];
  if (time === undefined) throw invalidField('cursor', 'must be a cursor from the answer before');
  return { time: Number(time), marketType: marketType as MarketType, id, owner };
}

/** The order of the table within one ledger, and across ledgers of one account. */
function oldestFirst(a: LinePlace, b: LinePlace): number {
  return a.time - b.time || textOrder(a.marketType, b.marketType) || newestFirst(b, a) || textOrder(a.owner, b.owner);
}
function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The rows of an account's ledgers as one list, oldest first, from the range's start or behind a cursor. Reads as far as it is asked. */
export function ledgerLines<L extends Ledger>(
  ledgers: readonly L[],
  range: LedgerRange,
  cursor?: string,
): AsyncGenerator<LedgerLine<L>> {
  return merged(ledgers, range, cursor === undefined ? null : placeIn(cursor));
}

async function* merged<L extends Ledger>(
  ledgers: readonly L[],
  range: LedgerRange,
  behind: LinePlace | null,
): AsyncGenerator<LedgerLine<L>> {
  const rest = behind === null ? range : { ...range, from: Math.max(range.from, behind.time) };
  const lists = ledgers.map((ledger) => linesOf(ledger, rest));
  const heads = await settleAll(lists.map((list) => list.next()));
  for (;;) {
    const first = oldest(heads);
    if (first === null) return;
    if (behind === null || oldestFirst(placeOf(first.line), behind) > 0) yield first.line;
    heads[first.index] = (await lists[first.index]?.next()) ?? { done: true, value: undefined };
  }
}

async function* linesOf<L extends Ledger>(ledger: L, range: LedgerRange): AsyncGenerator<LedgerLine<L>> {
  for await (const rows of readRows(ledger, range)) for (const row of rows) yield { ledger, row };
}

function oldest<L extends Ledger>(
  heads: readonly IteratorResult<LedgerLine<L>>[],
): { line: LedgerLine<L>; index: number } | null {
  const left = heads.flatMap((head, index) => (head.done === true ? [] : [{ line: head.value, index }]));
  return left.toSorted((a, b) => oldestFirst(placeOf(a.line), placeOf(b.line)))[0] ?? null;
}
