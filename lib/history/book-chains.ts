import type { BookRow } from '../exchanges/books.ts';
import { Decimal } from '../exchanges/exact-decimal.ts';
import type { DecimalString } from '../exchanges/exchange.ts';

/**
 * Every row says what its balance was before and after. Of one wallet and asset the rows therefore form a chain, and a row that the
 * exchange does not show breaks it: completeness is proven, not assumed.
 */
export interface Chain {
  /** What the first row known found. */
  readonly opening: DecimalString;
  /** What the last row known left. */
  readonly balance: DecimalString;
  readonly time: number;
  readonly id: string;
  /** False for contracts, which no balance of money answers for. */
  readonly isMoney: boolean;
}

/** By `<wallet>/<asset>`. */
export type Chains = Readonly<Record<string, Chain>>;

/** Something changed a balance between two rows, and no row tells what. Epoch ms: the row before and the row after. */
export interface BookGap {
  readonly wallet: string;
  readonly asset: string;
  readonly from: number;
  readonly to: number;
  /** How often the books have been read again for it. */
  readonly tries: number;
}

export const chainKey = ({ wallet, asset }: Pick<BookRow, 'wallet' | 'asset'>): string => `${wallet}/${asset}`;

export interface Books {
  readonly chains: Chains;
  /**
   * The first row of these books ever read. `foundNothing`: it found an empty balance, so nothing came before it; otherwise older rows
   * exist that the exchange no longer keeps.
   */
  readonly beginning: { readonly time: number; readonly foundNothing: boolean } | null;
}

/** Lengthens the chains by a window of rows, oldest first, and tells where they break inside it. Rows known before may be among them. */
export const followChains = (rows: readonly BookRow[], books: Books): { books: Books; gaps: BookGap[] } => {
  const beginning = books.beginning ?? beginningOf(rows);
  const gaps: BookGap[] = [];
  const chains: Record<string, Chain> = { ...books.chains };
  for (const [key, own] of Map.groupBy(rows, chainKey)) {
    const known = books.chains[key];
    gaps.push(...breaksIn(own, linkBefore(own, known, beginning)));
    chains[key] = lengthened(known, own);
  }
  return { books: { chains, beginning }, gaps };
};

/** A contract's first row finds no contracts, however old the account is: money tells. */
const beginningOf = (rows: readonly BookRow[]): Books['beginning'] => {
  const [first] = rows;
  if (first === undefined) return null;
  const { before } = rows.find(({ kind }) => kind !== 'position') ?? first;
  return { time: first.time, foundNothing: new Decimal(before).isZero() };
};

type Link = Pick<Chain, 'balance' | 'time'>;

/** What the first of these rows must have found; null when nothing is known about it. */
const linkBefore = (rows: readonly BookRow[], known: Chain | undefined, beginning: Books['beginning']): Link | null => {
  if (known === undefined) return beginning?.foundNothing ? { balance: '0', time: beginning.time } : null;
  const isInside = rows.some(({ id }) => id === known.id) || (rows[0]?.time ?? 0) < known.time;
  return isInside ? null : known;
};

const breaksIn = (rows: readonly BookRow[], before: Link | null): BookGap[] => {
  let link = before;
  const gaps: BookGap[] = [];
  for (const { wallet, asset, before: found, after, time } of rows) {
    if (link !== null && !new Decimal(link.balance).eq(found))
      gaps.push({ wallet, asset, from: link.time, to: time, tries: 0 });
    link = { balance: after, time };
  }
  return gaps;
};

const lengthened = (known: Chain | undefined, rows: readonly BookRow[]): Chain => {
  const last = rows.at(-1) as BookRow;
  const opening = known?.opening ?? (rows[0] as BookRow).before;
  const isNewer = known === undefined || last.time > known.time || (last.time === known.time && last.id !== known.id);
  if (!isNewer) return known;
  return { opening, balance: last.after, time: last.time, id: last.id, isMoney: last.kind !== 'position' };
};
