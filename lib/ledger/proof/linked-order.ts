import { Decimal, type DecimalString } from '../../decimal.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';

/** An entry with the balances before and after. */
export type Balanced = Readonly<{ entry: LedgerEntry; before: DecimalString; after: DecimalString }>;

/**
 * The entries of one wallet and asset, oldest first. No exchange promises an order among entries of one instant (a dust sweep books several
 * at once), so the balances give the order there: each entry begins with the balance that the entry before left. An order is taken only
 * where all entries of the instant link to each other, to the balance before and to the entries after: then no sum is missing. Otherwise
 * the listed order stays, and the break shows.
 */
export function inLinkedOrder(listed: readonly Balanced[], opening: DecimalString | null): Balanced[] {
  const instants = [...Map.groupBy(listed, ({ entry }) => entry.time).values()];
  const ordered: Balanced[] = [];
  for (const [index, instant] of instants.entries())
    ordered.push(...linked(instant, ordered.at(-1)?.after ?? opening, instants[index + 1] ?? null));
  return ordered;
}

type Instant = readonly Balanced[];

function linked(instant: Instant, balance: DecimalString | null, next: Instant | null): Instant {
  const start = balance ?? startOf(instant);
  if (instant.length === 1 || start === null || breaks(instant, start) === 0) return instant;
  const path = pathFrom(plain(start), instant);
  return path !== null && isProven({ instant, path, balance, next }) ? path : instant;
}

interface Ordering {
  readonly instant: Instant;
  readonly path: Instant;
  readonly balance: DecimalString | null;
  readonly next: Instant | null;
}

/** While the next entries are unknown, one break may be one missing entry; a different order explains two breaks better than two missing entries. */
function isProven({ instant, path, balance, next }: Ordering): boolean {
  const end = plain(path.at(-1)?.after ?? '0');
  if (next !== null) return next.some(({ before }) => plain(before) === end);
  const start = plain(balance ?? path[0]?.before ?? '0');
  return (balance !== null || start === '0') && breaks(instant, start) > 1;
}

/** The balance that more entries begin with than end with; null where the entries lead back to where they began. */
function startOf(instant: Instant): DecimalString | null {
  const surplus = new Map<DecimalString, number>();
  const count = (balance: DecimalString, by: number) =>
    surplus.set(plain(balance), (surplus.get(plain(balance)) ?? 0) + by);
  for (const { before, after } of instant) {
    count(before, 1);
    count(after, -1);
  }
  return [...surplus].find(([, left]) => left > 0)?.[0] ?? null;
}

/** An order of all entries in which the balances link, a path over every edge of a graph (Hierholzer); null where there is none. */
function pathFrom(start: DecimalString, instant: Instant): Instant | null {
  const left = Map.groupBy(instant.toReversed(), ({ before }) => plain(before));
  const path: Balanced[] = [];
  const stack: Balanced[] = [];
  for (;;) {
    const balance = plain(stack.at(-1)?.after ?? start);
    const next = left.get(balance)?.pop();
    const done = next === undefined ? stack.pop() : undefined;
    if (next !== undefined) stack.push(next);
    else if (done !== undefined) path.push(done);
    else break;
  }
  const found = path.toReversed();
  return found.length === instant.length && breaks(found, start) === 0 ? found : null;
}

function breaks(entries: Instant, start: DecimalString): number {
  return entries.filter(({ before }, index) => plain(entries[index - 1]?.after ?? start) !== plain(before)).length;
}

function plain(balance: DecimalString): DecimalString {
  return new Decimal(balance).toFixed();
}
