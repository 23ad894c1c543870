import type { AccountRef } from '../../accounts/account.ts';
import type { DecimalString } from '../../decimal.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { PageRequest } from '../../exchanges/model/history.ts';
import { fundingPaymentOf } from '../../exchanges/rules/ledger-events.ts';
import type { WalletPart } from '../../session/every-wallet.ts';
import { type RatedPayment, withRelativeRates } from '../rates/relative-rates.ts';
import type { Coverage } from '../store/coverage.ts';
import { pageOfLedgers } from './every-market.ts';
import { type LedgerAnswer, ledgerAnswer } from './ledger-answer.ts';

/** A published funding rate (`amount` null) or a funding payment of this account. */
export interface FundingEntry {
  readonly symbol: string;
  readonly timestamp: number;
  /** Relative: a fraction of the position's value. Of a payment null where the published schedule is not known. */
  readonly rate: DecimalString | null;
  /** Money per unit of size, in the asset that settles the contract. */
  readonly absoluteRate: DecimalString | null;
  readonly amount: DecimalString | null;
  readonly asset: string | null;
}

export interface FundingHistory {
  readonly entries: readonly FundingEntry[];
  readonly next: string | null;
  readonly coverage: Coverage;
  /** The outcome for each wallet; absent where the request is about one market. */
  readonly parts?: readonly WalletPart<unknown>[] | undefined;
}

/**
 * This account's funding payments, newest first: of the market that the request names, or of every market. The ledger tells the absolute
 * rate, and the published schedule the relative one.
 */
export async function fundingPayments(
  ref: AccountRef,
  request: PageRequest,
  marketType?: MarketType,
): Promise<FundingHistory> {
  const page = await pageOfLedgers(ref, request, marketType, (each, asked) => paidOn(ref, each, asked));
  const { items: entries, next, coverage, parts } = page;
  return { entries, next, coverage, parts };
}

async function paidOn(
  ref: AccountRef,
  marketType: MarketType,
  request: PageRequest,
): Promise<LedgerAnswer<RatedPayment>> {
  const answer = await ledgerAnswer(ref, marketType, request, {
    amount: 'funding',
    pick: fundingPaymentOf,
    live: (data, asked) => data.fundingPayments(asked),
  });
  return { ...answer, items: await withRelativeRates({ exchange: answer.exchange, marketType }, answer.items) };
}
