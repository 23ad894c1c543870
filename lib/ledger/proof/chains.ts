import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { LedgerEntry, LedgerPlace } from '../../exchanges/model/ledger-entry.ts';
import { type Balanced, inLinkedOrder } from './linked-order.ts';

/**
 * Where each entry has the balance before and after, the entries of one wallet and asset form a chain. An entry that the exchange does
 * not show breaks the chain.
 */
export interface Chain {
  /** The balance before the first known entry; null where entries have no balances. */
  readonly opening: DecimalString | null;
  readonly first: LedgerPlace;
  /** The balance after the last known entry; null where entries have no balances. */
  readonly balance: DecimalString | null;
  readonly time: number;
  readonly id: string;
  /** False for contracts: wallets report balances of money alone. */
  readonly isMoney: boolean;
}

/** By `<wallet>/<asset>`. */
export type Chains = Readonly<Record<string, Chain>>;

/** A balance changed between two entries, and no entry records the change. Epoch ms: the entry before and the entry after. */
export interface LedgerGap {
  readonly wallet: string;
  readonly asset: string;
  /** 0 where no entry is known before. */
  readonly from: number;
  readonly to: number;
  /** Id of the entry that shows the gap; null: no entry can ever close the gap. */
  readonly entry: string | null;
  /** Full rescans that have not closed the gap. */
  readonly tries: number;
}

export function chainKey({ wallet, asset }: Pick<LedgerEntry, 'wallet' | 'asset'>): string {
  return `${wallet}/${asset}`;
}

export interface KnownHistory {
  readonly chains: Chains;
  /**
   * The first entry ever read, or the time at which the ledger was found empty. `foundNothing`: the balance before the entry was zero, so
   * the ledger is known from its beginning. Otherwise the exchange no longer keeps older entries.
   */
  readonly beginning: (LedgerPlace & { readonly foundNothing: boolean }) | null;
}

/** The balance that the next entry of a chain must start from. */
export type Link = Readonly<{ balance: DecimalString; time: number }>;
export type Links = Readonly<Record<string, Link>>;

export interface Followed {
  readonly known: KnownHistory;
  readonly gaps: readonly LedgerGap[];
  /** Ids of entries with a known predecessor. An entry with a known predecessor proves or disproves a gap. */
  readonly verified: ReadonlySet<string>;
  /** The first entry of each chain whose predecessor has not been read yet: these entries prove nothing. */
  readonly unverified: readonly LedgerEntry[];
  /** For the next page. */
  readonly links: Links;
}

/** One scan of the ledger, in any number of pages. */
export interface Scan {
  /** Epoch ms: the scan sees every entry since this time. */
  readonly from: number;
  /** The ends of the chains in the pages so far. */
  readonly links: Links;
}

/** Extends the chains by a page of entries, oldest first, and finds their breaks. The page may repeat known entries. */
export function followChains(page: readonly Balanced[], known: KnownHistory, { from, links }: Scan): Followed {
  const isFirstPage = Object.keys(links).length === 0;
  const beginning = isFirstPage ? beginningOf(page, known.beginning, from) : known.beginning;
  const chains: Record<string, Chain> = { ...known.chains };
  const next: Record<string, Link> = { ...links };
  const verified = new Set<string>();
  const unverified: LedgerEntry[] = [];
  const gaps: LedgerGap[] = [];
  for (const [key, listed] of Map.groupBy(page, ({ entry }) => chainKey(entry))) {
    const chain = known.chains[key];
    const opens = links[key] === undefined && isAtOrBefore(listed, chain?.first, from);
    const link = links[key] ?? (opens ? linkFromNothing(beginning) : linkTo(chain, listed, from));
    const own = inLinkedOrder(listed, link?.balance ?? null);
    gaps.push(...breaksIn(own, link));
    for (const { entry } of link === null ? own.slice(1) : own) verified.add(entry.id);
    if (link === null && !opens) unverified.push(...own.slice(0, 1).map(({ entry }) => entry));
    chains[key] = extended(chain, own, opens);
    next[key] = linkAfter(own);
  }
  return { known: { chains, beginning }, gaps, verified, unverified, links: next };
}

function linkAfter(page: readonly Balanced[]): Link {
  const { after: balance, entry } = page.at(-1) as Balanced;
  return { balance, time: entry.time };
}

/** The first entry of a contract starts from zero however old the account is, so an entry of money decides. */
function beginningOf(
  page: readonly Balanced[],
  known: KnownHistory['beginning'],
  from: number,
): KnownHistory['beginning'] {
  const [first] = page;
  if (first === undefined || !isAtOrBefore(page, known ?? undefined, from)) return known;
  const decides = page.find(({ entry }) => entry.kind !== 'position') ?? first;
  const chain = page.filter(({ entry }) => chainKey(entry) === chainKey(decides.entry));
  const { before } = inLinkedOrder(chain, null)[0] ?? decides;
  const { id, time } = first.entry;
  return { id, time, foundNothing: new Decimal(before).isZero() };
}

/** Whether the scan begins with the known first entry or with an older entry. */
function isAtOrBefore(page: readonly Balanced[], known: LedgerPlace | undefined, from: number): boolean {
  return known === undefined || (from <= known.time && (page[0]?.entry.time ?? 0) <= known.time);
}

function linkFromNothing(beginning: KnownHistory['beginning']): Link | null {
  return beginning?.foundNothing ? { balance: '0', time: 0 } : null;
}

/** Null when the last known entry of the chain is in this page or later in this scan: then another entry precedes the page. */
function linkTo(chain: Chain | undefined, page: readonly Balanced[], from: number): Link | null {
  if (chain === undefined || chain.balance === null) return null;
  const isAhead = chain.time >= from && (page[0]?.entry.time ?? 0) <= chain.time;
  return isAhead ? null : { balance: chain.balance, time: chain.time };
}

function breaksIn(page: readonly Balanced[], start: Link | null): LedgerGap[] {
  let link = start;
  const gaps: LedgerGap[] = [];
  for (const { entry, before, after } of page) {
    const { id, wallet, asset, time } = entry;
    if (link !== null && !new Decimal(link.balance).eq(before))
      gaps.push({ wallet, asset, from: link.time, to: time, entry: id, tries: 0 });
    link = { balance: after, time };
  }
  return gaps;
}

function extended(known: Chain | undefined, page: readonly Balanced[], opens: boolean): Chain {
  const [first, last] = [page[0], page.at(-1)] as [Balanced, Balanced];
  const start =
    known === undefined || opens
      ? { opening: first.before, first: { id: first.entry.id, time: first.entry.time } }
      : { opening: known.opening, first: known.first };
  const { time, id, kind } = last.entry;
  if (known !== undefined && time < known.time) return { ...known, ...start };
  return { ...start, balance: last.after, time, id, isMoney: kind !== 'position' };
}
