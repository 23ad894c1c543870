import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { feeOf, fundingPaymentOf, pnlEventOf } from '../../exchanges/rules/ledger-events.ts';

/** Sums of the entries of one asset. `net` is realized PnL plus funding less fees. */
export interface PnlTotal {
  readonly asset: string;
  readonly realizedPnl: DecimalString;
  readonly funding: DecimalString;
  /** Trading and liquidation fees; positive: taken. */
  readonly fees: DecimalString;
  readonly net: DecimalString;
}

/** `group` is null for entries without a group, such as fees that name no symbol. */
export interface PnlLine extends PnlTotal {
  readonly group: string | null;
}

interface Sum {
  readonly group: string | null;
  readonly asset: string;
  readonly realizedPnl: Decimal;
  readonly funding: Decimal;
  readonly fees: Decimal;
}

type Amounts = Pick<Sum, 'realizedPnl' | 'funding' | 'fees'>;

/** Adds up ledger entries by group and asset, exact to the last digit and in any order. */
export function pnlSums() {
  const sums = new Map<string, Sum>();
  return {
    add: (group: string | null, entry: LedgerEntry): void => {
      const amounts = amountsOf(entry);
      if (amounts !== null) addTo(sums, { group, asset: entry.asset, ...amounts });
    },
    /** By group, then asset; sums without a group come last. */
    lines: (): PnlLine[] => [...sums.values()].toSorted(byGroup).map((sum) => ({ group: sum.group, ...totalOf(sum) })),
    /** By asset, over all groups. */
    totals: (): PnlTotal[] => {
      const totals = new Map<string, Sum>();
      for (const sum of sums.values()) addTo(totals, { ...sum, group: null });
      return [...totals.values()].toSorted(byGroup).map(totalOf);
    },
  };
}

/** Null for entries without earnings and costs: contracts, transfers, conversions without a fee. */
function amountsOf(entry: LedgerEntry): Amounts | null {
  if (entry.kind === 'position') return null;
  const amounts = {
    realizedPnl: new Decimal(pnlEventOf(entry)?.realizedPnl ?? 0),
    funding: new Decimal(fundingPaymentOf(entry)?.amount ?? 0),
    fees: new Decimal(feeOf(entry)),
  };
  return Object.values(amounts).every((amount) => amount.isZero()) ? null : amounts;
}

function addTo(sums: Map<string, Sum>, more: Sum): void {
  const key = JSON.stringify([more.group, more.asset]);
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, more);
  else
    sums.set(key, {
      ...sum,
      realizedPnl: sum.realizedPnl.plus(more.realizedPnl),
      funding: sum.funding.plus(more.funding),
      fees: sum.fees.plus(more.fees),
    });
}

function totalOf({ asset, realizedPnl, funding, fees }: Sum): PnlTotal {
  return {
    asset,
    realizedPnl: realizedPnl.toFixed(),
    funding: funding.toFixed(),
    fees: fees.toFixed(),
    net: realizedPnl.plus(funding).minus(fees).toFixed(),
  };
}

function byGroup(a: Sum, b: Sum): number {
  if (a.group === b.group) return a.asset < b.asset ? -1 : 1;
  if (a.group === null || b.group === null) return a.group === null ? 1 : -1;
  return a.group < b.group ? -1 : 1;
}
