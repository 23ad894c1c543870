import type { AccountRef } from '../../accounts/account.ts';
import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { PageRequest, RealizedPnlEvent } from '../../exchanges/model/history.ts';
import { pnlEventOf } from '../../exchanges/rules/ledger-events.ts';
import { type Coverage, coverageFor } from '../store/coverage.ts';
import { pageOfLedgers, type WalletsPage } from './every-market.ts';
import { type LedgerAnswer, ledgerAnswer } from './ledger-answer.ts';
import { withQuantities } from './pnl-quantities.ts';

export interface RealizedPnl extends WalletsPage<RealizedPnlEvent> {
  /** Sum over the events of this page; null when the events are in several assets. */
  readonly total: DecimalString | null;
}

/** Realized PnL, newest first: of the market that the request names, or of every market. */
export async function realizedPnl(
  ref: AccountRef,
  request: PageRequest,
  marketType?: MarketType,
): Promise<RealizedPnl> {
  const page = await pageOfLedgers(ref, request, marketType, (each, asked) => pnlOn(ref, each, asked));
  return { ...page, total: totalOf(page.items) };
}

async function pnlOn(
  ref: AccountRef,
  marketType: MarketType,
  request: PageRequest,
): Promise<LedgerAnswer<RealizedPnlEvent>> {
  const answer = await ledgerAnswer(ref, marketType, request, {
    amount: 'realizedPnl',
    pick: pnlEventOf,
    live: (data, asked) => data.realizedPnl(asked),
    complete: withQuantities,
  });
  // Fills prove nothing about the time before the oldest of them.
  const from = answer.items.at(-1)?.timestamp ?? null;
  return answer.source === 'fills' ? { ...answer, coverage: ofFills(answer.coverage, from) } : answer;
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
