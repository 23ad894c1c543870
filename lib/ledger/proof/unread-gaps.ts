import type { LedgerPage } from '../../exchanges/model/ledger-entry.ts';
import type { LedgerGap } from './chains.ts';

/** Epoch ms: the times that a page has read, both included. */
export interface ReadTimes {
  readonly from: number;
  readonly to: number;
}

const name = 'unread';

/**
 * A gap for each row that cannot be read. The chains show such a row by the next entry of its asset alone: until then a sum without the row would
 * read as complete.
 */
export function unreadGaps({ unread = [] }: Pick<LedgerPage, 'unread'>, { from, to }: ReadTimes): LedgerGap[] {
  return unread.map((row) => ({
    ...{ wallet: name, asset: name, entry: name, tries: 0 },
    from: row.from ?? from,
    to: row.to ?? to,
  }));
}

export function isUnread({ wallet, entry }: LedgerGap): boolean {
  return wallet === name && entry === name;
}

/** The gaps of this kind after a page: a page that reads all times of a gap again closes the gap, or finds the gap again. */
export function stillUnread(known: readonly LedgerGap[], found: readonly LedgerGap[], read: ReadTimes): LedgerGap[] {
  const open = known.filter((gap) => gap.from < read.from || gap.to > read.to);
  const isKnown = (gap: LedgerGap) => known.find((each) => each.from <= gap.to && each.to >= gap.from);
  return joined([...open, ...found.map((gap) => ({ ...gap, tries: isKnown(gap)?.tries ?? 0 }))]);
}

/** The same row is found again from another beginning: gaps that touch become one. */
function joined(gaps: readonly LedgerGap[]): LedgerGap[] {
  const apart: LedgerGap[] = [];
  for (const gap of gaps.toSorted((one, other) => one.from - other.from)) {
    const last = apart.at(-1);
    if (last === undefined || gap.from > last.to) apart.push(gap);
    else apart.splice(-1, 1, { ...last, to: Math.max(last.to, gap.to), tries: Math.max(last.tries, gap.tries) });
  }
  return apart;
}
