import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { feeOf, fundingPaymentOf, pnlEventOf } from '../../exchanges/rules/ledger-events.ts';

/** What rows of one asset come to. `net` is what was earned: realized PnL and funding, less fees. */
export interface PnlTotal {
  readonly asset: string;
  readonly realizedPnl: DecimalString;
  readonly funding: DecimalString;
  /** Trading and liquidation fees; positive: taken. */
  readonly fees: DecimalString;
  readonly net: DecimalString;
}

/** `group` is null for what belongs to none: fees of rows that name no symbol. */
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

/** Adds up rows of the books by group and asset, exact to the last digit in whatever order they come. */
export function pnlSums() {
  const sums = new Map<string, Sum>();
  return {
    add: (group: string | null, row: LedgerEntry): void => {
      const amounts = amountsOf(row);
      if (amounts !== null) addTo(sums, { group, asset: row.asset, ...amounts });
    },
    /** By group, then asset; what belongs to no group comes last. */
    rows: (): PnlLine[] => [...sums.values()].toSorted(byGroup).map((sum) => ({ group: sum.group, ...totalOf(sum) })),
    /** By asset, over all groups. */
    totals: (): PnlTotal[] => {
      const totals = new Map<string, Sum>();
      for (const sum of sums.values()) addTo(totals, { ...sum, group: null });
      return [...totals.values()].toSorted(byGroup).map(totalOf);
    },
  };
}

/** Null for rows that earn and cost nothing: contracts, transfers, conversions without a fee. */
function amountsOf(row: LedgerEntry): Amounts | null {
  if (row.kind === 'position') return null;
  const amounts = {
    realizedPnl: new Decimal(pnlEventOf(row)?.realizedPnl ?? 0),
    funding: new Decimal(fundingPaymentOf(row)?.amount ?? 0),
    fees: new Decimal(feeOf(row)),
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
