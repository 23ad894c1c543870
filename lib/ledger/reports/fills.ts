import type { AccountRef } from '../../accounts/account.ts';
import type { Product } from '../../exchanges/exchange.ts';
import type { Fill, PageRequest } from '../../exchanges/model/history.ts';
import { openSession } from '../../session/open-session.ts';
import { type Coverage, coverageOf } from '../store/coverage.ts';

export interface Fills {
  readonly fills: readonly Fill[];
  readonly next: string | null;
  readonly coverage: Coverage;
}

/** Own fills of one wallet, newest first. */
export async function readFills(ref: AccountRef, product: Product, request: PageRequest): Promise<Fills> {
  const { exchange } = await openSession(ref, product, { symbol: request.symbol });
  const page = await exchange.fills(request);
  return { fills: page.items, next: page.next, coverage: coverageOf(request, page) };
}
