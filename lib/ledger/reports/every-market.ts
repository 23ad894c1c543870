import type { Account, AccountRef } from '../../accounts/account.ts';
import { accountNotFound } from '../../accounts/account-store.ts';
import { type MarketType, marketTypeNamed, marketTypes } from '../../exchanges/model/axes.ts';
import type { PageRequest } from '../../exchanges/model/history.ts';
import { inEveryWallet, servedParts, type WalletPart, type WalletTerms } from '../../session/every-wallet.ts';
import { type Coverage, coverageFor, moreFollows } from '../store/coverage.ts';
import { readAccountAndCursors } from '../store/cursor-store.ts';
import { placesIn, type WalletPlaces, walletsCursor } from './wallets-cursor.ts';

/** A page of a market's history, newest first. */
export interface HistoryPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  /** Where the rows come from; of several markets joined by `+`. */
  readonly source: string;
  readonly coverage: Coverage;
}

/** A page of one market, or of every market of the account: then with what became of each wallet. */
export interface WalletsPage<T> extends HistoryPage<T> {
  readonly parts?: readonly WalletPart<unknown>[];
}

type ReadPage<T> = (marketType: MarketType, request: PageRequest) => Promise<HistoryPage<T>>;

/**
 * One page of each market, merged newest first. `limit` counts in each market, so the first page holds the newest `limit` rows of the account,
 * and no row is read twice or lost between pages. The cursor holds a place in each market. A market that could not be read keeps its place and
 * comes with the next page. Throws where no market could be read.
 */
export async function pageOfEveryMarket<T extends { readonly timestamp: number }>(
  account: Account,
  request: PageRequest,
  read: ReadPage<T>,
  terms: WalletTerms = {},
): Promise<WalletsPage<T>> {
  const places = placesIn(request.cursor);
  const among = marketTypes.filter((marketType) => marketType in places);
  const readPart = (marketType: MarketType) =>
    read(marketType, { ...request, cursor: places[marketType] ?? undefined });
  const parts = await inEveryWallet(account, readPart, { ...terms, among });
  const pages = servedParts(parts).map(({ value }) => value);
  const next = walletsCursor(placesAfter(places, parts));
  return {
    items: pages.flatMap(({ items }) => items).toSorted((one, other) => other.timestamp - one.timestamp),
    next,
    source: [...new Set(pages.map(({ source }) => source))].join('+'),
    coverage: coverageOfAll(
      pages.map(({ coverage }) => coverage),
      [...(next === null ? [] : [moreFollows]), ...parts.flatMap(whyNotWhole)],
    ),
    parts,
  };
}

/**
 * A page of the ledger of the market that the request names, else of every ledger. The table has the ledger of a key that was removed, too.
 */
export async function pageOfLedgers<T extends { readonly timestamp: number }>(
  ref: AccountRef,
  request: PageRequest,
  marketType: MarketType | undefined,
  read: ReadPage<T>,
): Promise<WalletsPage<T>> {
  const named = marketTypeNamed(marketType, request.symbol);
  if (named !== undefined) return read(named, request);
  const { account } = await readAccountAndCursors(ref);
  if (account === null) throw accountNotFound();
  return pageOfEveryMarket(account, request, read, { needsKey: false });
}

function placesAfter(
  places: WalletPlaces,
  parts: readonly WalletPart<{ readonly next: string | null }>[],
): WalletPlaces {
  const open = parts.flatMap(({ marketType, outcome, value }) => {
    if (outcome === 'failed') return [[marketType, places[marketType] ?? null] as const];
    return value === null || value.next === null ? [] : [[marketType, value.next] as const];
  });
  return Object.fromEntries(open);
}

function whyNotWhole({ marketType, isWhole, error }: WalletPart<unknown>): string[] {
  return isWhole ? [] : [`${marketType} could not be read: ${error?.message ?? 'no key is set'}`];
}

/**
 * The range that every page speaks for. `reasons`: the reasons against completeness of all pages together, in addition to the reasons of
 * each page.
 */
function coverageOfAll(all: readonly Coverage[], reasons: readonly string[]): Coverage {
  const froms = all.flatMap(({ from }) => from ?? []);
  const tos = all.flatMap(({ to }) => to ?? []);
  const [first] = all;
  const nothing = all.find(({ isNothing }) => isNothing);
  return coverageFor({
    proof: all.every(({ proof }) => proof === first?.proof) ? (first?.proof ?? null) : null,
    ...(nothing === undefined
      ? { from: froms.length === 0 ? null : Math.max(...froms), to: tos.length === 0 ? null : Math.min(...tos) }
      : { from: nothing.from, to: nothing.to, isNothing: true }),
    gaps: all.flatMap(({ gaps }) => gaps).toSorted((one, other) => one.from - other.from),
    reasons: [...new Set([...all.flatMap((coverage) => coverage.reasons), ...reasons])],
  });
}
