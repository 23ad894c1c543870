import type { AccountRef } from '../../accounts/account.ts';
import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { PageRequest, RealizedPnlEvent } from '../../exchanges/model/history.ts';
import { pnlEventOf } from '../../exchanges/rules/ledger-events.ts';
import { type Coverage, coverageFor } from '../store/coverage.ts';
import { type LedgerAnswer, ledgerAnswer } from './ledger-answer.ts';

export interface RealizedPnl extends Omit<LedgerAnswer<RealizedPnlEvent>, 'exchange'> {
  /** Sum over the events of this page; null when the events are in several assets. */
  readonly total: DecimalString | null;
}

/** Realized PnL of one market, newest first. */
export async function realizedPnl(
  ref: AccountRef,
  request: PageRequest,
  marketType: MarketType = 'swap',
): Promise<RealizedPnl> {
  const answer = await ledgerAnswer(ref, marketType, request, {
    amount: 'realizedPnl',
    pick: pnlEventOf,
    live: (data, asked) => data.realizedPnl(asked),
  });
  // Fills prove nothing about the time before the oldest of them.
  const from = answer.items.at(-1)?.timestamp ?? null;
  const coverage = answer.source === 'fills' ? ofFills(answer.coverage, from) : answer.coverage;
  return { ...answer, coverage, total: totalOf(answer.items) };
}

function ofFills(coverage: Coverage, from: number | null): Coverage {
  const why = 'the ledger of the exchange could not be read: the last fills alone answer';
  return coverageFor({ ...coverage, from, reasons: [...coverage.reasons, why] });
}

function totalOf(events: readonly RealizedPnlEvent[]): DecimalString | null {
  const assets = new Set(events.map(({ asset }) => asset));
  if (assets.size > 1) return null;
  return events.reduce((sum, event) => sum.plus(event.realizedPnl), new Decimal(0)).toFixed();
}
