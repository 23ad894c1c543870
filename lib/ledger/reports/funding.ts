import type { AccountRef } from '../../accounts/account.ts';
import type { DecimalString } from '../../decimal.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { PageRequest } from '../../exchanges/model/history.ts';
import { fundingPaymentOf } from '../../exchanges/rules/ledger-events.ts';
import type { Coverage } from '../store/coverage.ts';
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
}

/** This account's funding payments, newest first. */
export async function fundingPayments(
  ref: AccountRef,
  request: PageRequest,
  marketType: MarketType = 'swap',
): Promise<FundingHistory> {
  const { items, next, coverage } = await ledgerAnswer(ref, marketType, request, {
    amount: 'funding',
    pick: fundingPaymentOf,
    live: (data, asked) => data.fundingPayments(asked),
  });
  return { entries: items, next, coverage };
}
