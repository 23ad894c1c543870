import type { AccountRef } from '../../accounts/account.ts';
import type { DecimalString } from '../../decimal.ts';
import { type MarketType, marketTypeNamed } from '../../exchanges/model/axes.ts';
import type { FundingPayment, PageRequest } from '../../exchanges/model/history.ts';
import { fundingPaymentOf } from '../../exchanges/rules/ledger-events.ts';
import type { WalletPart } from '../../session/every-wallet.ts';
import type { Coverage } from '../store/coverage.ts';
import { pageOfEveryLedger, type WalletsPage } from './every-market.ts';
import { ledgerAnswer } from './ledger-answer.ts';

/** A published funding rate (`amount` null) or a funding payment of this account. */
export interface FundingEntry {
  readonly symbol: string;
  readonly timestamp: number;
  readonly rate: DecimalString | null;
  readonly amount: DecimalString | null;
  readonly asset: string | null;
}

export interface FundingHistory {
  readonly entries: readonly FundingEntry[];
  readonly next: string | null;
  readonly coverage: Coverage;
  /** What became of each wallet; absent where the request is about one market. */
  readonly parts?: readonly WalletPart<unknown>[] | undefined;
}

/** This account's funding payments, newest first: of the market that the request names, or of every market. */
export async function fundingPayments(
  ref: AccountRef,
  request: PageRequest,
  marketType?: MarketType,
): Promise<FundingHistory> {
  const named = marketTypeNamed(marketType, request.symbol);
  const paid = (each: MarketType, asked: PageRequest) =>
    ledgerAnswer(ref, each, asked, {
      amount: 'funding',
      pick: fundingPaymentOf,
      live: (data, live) => data.fundingPayments(live),
    });
  const page: WalletsPage<FundingPayment> =
    named === undefined ? await pageOfEveryLedger(ref, request, paid) : await paid(named, request);
  const { items: entries, next, coverage, parts } = page;
  return { entries, next, coverage, parts };
}
