import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { LedgerEntry, LedgerPlace } from '../../exchanges/model/ledger-entry.ts';

/**
 * Every row says what its balance was before and after. Of one wallet and asset the rows therefore form a chain, and a row that the
 * exchange does not show breaks it: completeness is proven, not assumed.
 */
export interface Chain {
  /** What the first row known found. */
  readonly opening: DecimalString;
  readonly sessionFor: LedgerPlace;
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
export interface LedgerGap {
  readonly wallet: string;
  readonly asset: string;
  /** 0 where no row is known before. */
  readonly from: number;
  readonly to: number;
  /** Id of the row that found another balance than was left; null: no row can ever close it. */
  readonly row: string | null;
  /** How many long readings have not closed it. */
  readonly tries: number;
}

export function chainKey({ wallet, asset }: Pick<LedgerEntry, 'wallet' | 'asset'>): string {
  return `${wallet}/${asset}`;
}

export interface Books {
  readonly chains: Chains;
  /**
   * The first row of these books ever read, or the moment at which they were found empty. `foundNothing`: it found an empty balance, so
   * nothing came before it; otherwise older rows exist that the exchange no longer keeps.
   */
  readonly beginning: (LedgerPlace & { readonly foundNothing: boolean }) | null;
}

/** What the next row of a chain must find, and since when. */
export type Link = Pick<Chain, 'balance' | 'time'>;
export type Links = Readonly<Record<string, Link>>;

export interface Followed {
  readonly books: Books;
  readonly gaps: LedgerGap[];
  /** Ids of the rows whose row before is known: each has proven a gap or that there is none. */
  readonly verified: ReadonlySet<string>;
  /** Of each chain whose row before these lies ahead of the reading: the first of them, which proves nothing. */
  readonly unverified: readonly LedgerEntry[];
  /** For the rows that follow these. */
  readonly links: Links;
}

/** One reading of the books, in however many pages. */
export interface Reading {
  /** Epoch ms: of this moment and later it sees every row. */
  readonly from: number;
  /** Where its pages have ended so far. */
  readonly links: Links;
}

/** Lengthens the chains by a page of rows, oldest first, and tells where they break. Rows known before may be among them. */
export function followChains(rows: readonly LedgerEntry[], books: Books, { from, links }: Reading): Followed {
  const isFirst = Object.keys(links).length === 0;
  const beginning = isFirst ? beginningOf(rows, books.beginning, from) : books.beginning;
  const chains: Record<string, Chain> = { ...books.chains };
  const next: Record<string, Link> = { ...links };
  const verified = new Set<string>();
  const unverified: LedgerEntry[] = [];
  const gaps: LedgerGap[] = [];
  for (const [key, own] of Map.groupBy(rows, chainKey)) {
    const known = books.chains[key];
    const opens = links[key] === undefined && isAtOrBefore(own, known?.sessionFor, from);
    const before = links[key] ?? (opens ? nothingBefore(beginning) : linkTo(known, own, from));
    gaps.push(...breaksIn(own, before));
    for (const { id } of before === null ? own.slice(1) : own) verified.add(id);
    if (before === null && !opens) unverified.push(...own.slice(0, 1));
    chains[key] = lengthened(known, own, opens);
    next[key] = linkAfter(own);
  }
  return { books: { chains, beginning }, gaps, verified, unverified, links: next };
}

function linkAfter(rows: readonly LedgerEntry[]): Link {
  const { after: balance, time } = rows.at(-1) as LedgerEntry;
  return { balance, time };
}

/** A contract's first row finds no contracts, however old the account is: money tells. */
function beginningOf(rows: readonly LedgerEntry[], known: Books['beginning'], from: number): Books['beginning'] {
  const [first] = rows;
  if (first === undefined || !isAtOrBefore(rows, known ?? undefined, from)) return known;
  const { before } = rows.find(({ kind }) => kind !== 'position') ?? first;
  return { id: first.id, time: first.time, foundNothing: new Decimal(before).isZero() };
}

/** Whether the first of these rows, which the reading began with, is this one or was booked before it. */
function isAtOrBefore(rows: readonly LedgerEntry[], known: LedgerPlace | undefined, from: number): boolean {
  return known === undefined || (from <= known.time && (rows[0]?.time ?? 0) <= known.time);
}

function nothingBefore(beginning: Books['beginning']): Link | null {
  return beginning?.foundNothing ? { balance: '0', time: 0 } : null;
}

/** Null where the last row known is among these or yet to come in the reading: the one before them lies ahead of it. */
function linkTo(known: Chain | undefined, rows: readonly LedgerEntry[], from: number): Link | null {
  return known === undefined || (known.time >= from && (rows[0]?.time ?? 0) <= known.time) ? null : known;
}

function breaksIn(rows: readonly LedgerEntry[], before: Link | null): LedgerGap[] {
  let link = before;
  const gaps: LedgerGap[] = [];
  for (const { id, wallet, asset, before: found, after, time } of rows) {
    if (link !== null && !new Decimal(link.balance).eq(found))
      gaps.push({ wallet, asset, from: link.time, to: time, row: id, tries: 0 });
    link = { balance: after, time };
  }
  return gaps;
}

function lengthened(known: Chain | undefined, rows: readonly LedgerEntry[], opens: boolean): Chain {
  const [first, last] = [rows[0], rows.at(-1)] as [LedgerEntry, LedgerEntry];
  const start =
    known === undefined || opens
      ? { opening: first.before, sessionFor: { id: first.id, time: first.time } }
      : { opening: known.opening, sessionFor: known.sessionFor };
  if (known !== undefined && last.time < known.time) return { ...known, ...start };
  return { ...start, balance: last.after, time: last.time, id: last.id, isMoney: last.kind !== 'position' };
}
