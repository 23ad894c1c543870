import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { type MarketType, marketTypeNamed } from '../../exchanges/model/axes.ts';
import type { Fill, PageRequest } from '../../exchanges/model/history.ts';
import { openSession } from '../../session/open-session.ts';
import { coverageOf } from '../store/coverage.ts';
import { type HistoryPage, pageOfEveryMarket, type WalletsPage } from './every-market.ts';
import { keptFills } from './kept-fills.ts';
import { hasLedgerFills, ledgerFills } from './ledger-fills.ts';

/** The account's own fills, newest first: of the market that the request names, or of every market. */
export async function readFills(
  ref: AccountRef,
  marketType: MarketType | undefined,
  request: PageRequest,
): Promise<WalletsPage<Fill>> {
  const named = marketTypeNamed(marketType, request.symbol);
  if (named !== undefined) return fillsOn(ref, named, request);
  return pageOfEveryMarket(await readAccount(ref), request, (each, asked) => fillsOn(ref, each, asked));
}

async function fillsOn(ref: AccountRef, marketType: MarketType, request: PageRequest): Promise<HistoryPage<Fill>> {
  const { account, data, market } = await openSession(ref, marketType, { symbol: request.symbol });
  if (request.symbol === undefined && market.fillsPull !== null) return keptFills(account, marketType, request);
  if (request.symbol === undefined && hasLedgerFills(account, marketType))
    return ledgerFills(account, marketType, request);
  const page = await data.fills(request);
  return { items: page.items, next: page.next, source: page.source, coverage: coverageOf(request, page) };
}
