import type { AccountRef } from '../accounts/account.ts';
import { openExchange } from '../accounts/open-exchange.ts';
import { Decimal } from '../exchanges/exact-decimal.ts';
import type { DecimalString, PageRequest, Product, RealizedPnlEvent } from '../exchanges/exchange.ts';
import { type Coverage, coverageOf } from './coverage.ts';

export interface RealizedPnl {
  readonly events: readonly RealizedPnlEvent[];
  /** Sum over the events of this page, each in its own asset; null when they are not all in one asset. */
  readonly total: DecimalString | null;
  /** `account_log`: the exchange's books. `fills`: its last 100 fills, when the books cannot be read. */
  readonly source: string;
  readonly next: string | null;
  readonly coverage: Coverage;
}

/** Realized PnL of the futures wallet, newest first. */
export const realizedPnl = async (
  ref: AccountRef,
  request: PageRequest,
  product: Product = 'swap',
): Promise<RealizedPnl> => {
  const { exchange } = await openExchange(ref, product, { symbol: request.symbol });
  const page = await exchange.realizedPnl(request);
  const { items, next, source } = page;
  const coverage = coverageOf(request, page);
  // A hundred fills prove nothing about what lies before them.
  const honest = source === 'fills' ? { ...coverage, from: page.oldest, complete: false } : coverage;
  return { events: items, total: totalOf(items), source, next, coverage: honest };
};

const totalOf = (events: readonly RealizedPnlEvent[]): DecimalString | null => {
  const assets = new Set(events.map(({ asset }) => asset));
  if (assets.size > 1) return null;
  return events.reduce((sum, event) => sum.plus(event.realizedPnl), new Decimal(0)).toFixed();
};
