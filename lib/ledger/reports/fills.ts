import type { AccountRef } from '../../accounts/account.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { Fill, PageRequest } from '../../exchanges/model/history.ts';
import { openSession } from '../../session/open-session.ts';
import { type Coverage, coverageOf } from '../store/coverage.ts';

export interface Fills {
  readonly fills: readonly Fill[];
  readonly next: string | null;
  readonly coverage: Coverage;
}

/** The account's own fills on one market, newest first. */
export async function readFills(ref: AccountRef, marketType: MarketType, request: PageRequest): Promise<Fills> {
  const { data } = await openSession(ref, marketType, { symbol: request.symbol });
  const page = await data.fills(request);
  return { fills: page.items, next: page.next, coverage: coverageOf(request, page) };
}
