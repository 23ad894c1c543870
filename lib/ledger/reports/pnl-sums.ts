import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { LedgerEntry, LedgerKind } from '../../exchanges/model/ledger-entry.ts';
import { feeOf, fundingPaymentOf, insuranceOf, pnlEventOf } from '../../exchanges/rules/ledger-events.ts';

/** Sums of an asset's entries. `net` is the booked result: realized PnL plus funding, interest and insurance less fees. */
export interface PnlTotal {
  readonly asset: string;
  /** Null: the sums have trades whose profit the ledger does not tell, as on spot, and no profit besides. */
  readonly realizedPnl: DecimalString | null;
  readonly funding: DecimalString;
  /** Positive: received. */
  readonly interest: DecimalString;
  /** What insurance funds have paid for losses that the wallet could not bear. */
  readonly insurance: DecimalString;
  /** Fees of trades, margin positions, settlements and liquidations; positive: taken. */
  readonly fees: DecimalString;
  /** Fees of withdrawals, rewards, conversions and the like, which are no cost of trading; not in `net`. */
  readonly otherFees: DecimalString;
  readonly net: DecimalString;
}

/** `group` is null for entries without a group, such as fees that name no symbol. */
export interface PnlLine extends PnlTotal {
  readonly group: string | null;
}

interface Amounts {
  readonly realizedPnl: Decimal;
  readonly funding: Decimal;
  readonly interest: Decimal;
  readonly insurance: Decimal;
  readonly fees: Decimal;
  readonly otherFees: Decimal;
}

interface Sum extends Amounts {
  readonly group: string | null;
  readonly asset: string;
  /** Whether some entry tells a profit, and whether some trade does not. */
  readonly told: boolean;
  readonly untold: boolean;
}

/** Adds up ledger entries by group and asset, exact to the last digit and in any order. */
export function pnlSums() {
  const sums = new Map<string, Sum>();
  return {
    /** `untold`: the entry is a trade whose profit the ledger does not tell. */
    add: (group: string | null, entry: LedgerEntry, untold = false): void => {
      const amounts = amountsOf(entry);
      // A trade without a fee has no amount, and makes the profit unknown all the same.
      if (amounts === null || (isNothing(amounts) && !untold)) return;
      addTo(sums, { group, asset: entry.asset, ...amounts, told: !amounts.realizedPnl.isZero(), untold });
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

function isNothing(amounts: Amounts): boolean {
  return Object.values(amounts).every((amount: Decimal) => amount.isZero());
}

/** Null for entries of contracts, which move no money. */
function amountsOf(entry: LedgerEntry): Amounts | null {
  if (entry.kind === 'position') return null;
  const realizedPnl = new Decimal(pnlEventOf(entry)?.realizedPnl ?? 0);
  const fee = new Decimal(feeOf(entry));
  const isInterest = entry.kind === 'interest';
  const isTrading = tradingKinds.includes(entry.kind) || !realizedPnl.isZero();
  return {
    realizedPnl,
    funding: new Decimal(fundingPaymentOf(entry)?.amount ?? 0),
    // The whole change, so that `net` moves as the balance does.
    interest: isInterest ? new Decimal(entry.change) : none,
    insurance: new Decimal(insuranceOf(entry) ?? 0),
    fees: isTrading ? fee : none,
    otherFees: isTrading || isInterest ? none : fee,
  };
}

const none = new Decimal(0);
const tradingKinds: readonly LedgerKind[] = ['trade', 'liquidation', 'settlement', 'rollover', 'funding'];

function addTo(sums: Map<string, Sum>, more: Sum): void {
  const key = JSON.stringify([more.group, more.asset]);
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, more);
  else
    sums.set(key, {
      ...sum,
      realizedPnl: sum.realizedPnl.plus(more.realizedPnl),
      funding: sum.funding.plus(more.funding),
      interest: sum.interest.plus(more.interest),
      insurance: sum.insurance.plus(more.insurance),
      fees: sum.fees.plus(more.fees),
      otherFees: sum.otherFees.plus(more.otherFees),
      told: sum.told || more.told,
      untold: sum.untold || more.untold,
    });
}

function totalOf({ asset, realizedPnl, funding, interest, insurance, fees, otherFees, told, untold }: Sum): PnlTotal {
  return {
    asset,
    realizedPnl: told || !untold ? realizedPnl.toFixed() : null,
    funding: funding.toFixed(),
    interest: interest.toFixed(),
    insurance: insurance.toFixed(),
    fees: fees.toFixed(),
    otherFees: otherFees.toFixed(),
    net: realizedPnl.plus(funding).plus(interest).plus(insurance).minus(fees).toFixed(),
  };
}

function byGroup(a: Sum, b: Sum): number {
  if (a.group === b.group) return a.asset < b.asset ? -1 : 1;
  if (a.group === null || b.group === null) return a.group === null ? 1 : -1;
  return a.group < b.group ? -1 : 1;
}
