import { Decimal } from 'decimal.js';
import type { Account, Fill, LedgerEntry } from '../engine/account.ts';
import { type Order, signed } from '../engine/order.ts';

/** Ledger entries by fill. Ledgers only grow, so a reading goes on where the last reading ended. */
interface Indexed {
  read: number;
  readonly byFill: Map<string, LedgerEntry[]>;
}

const indexes = new WeakMap<Account, Indexed>();

export function entriesOf(account: Account, { id }: Pick<Fill, 'id'>): readonly LedgerEntry[] {
  const index = indexes.get(account) ?? { read: 0, byFill: new Map<string, LedgerEntry[]>() };
  indexes.set(account, index);
  for (; index.read < account.ledger.length; index.read += 1) {
    const entry = account.ledger[index.read];
    if (!entry || entry.reference === null) continue;
    const known = index.byFill.get(entry.reference);
    if (known) known.push(entry);
    else index.byFill.set(entry.reference, [entry]);
  }
  return index.byFill.get(id) ?? [];
}

export interface PaidFee {
  readonly coin: string;
  readonly amount: Decimal;
}

/** The fee as it was booked: exact to the last digit of the balance. A rebate is negative. */
export function feeOf(account: Account, fill: Fill): PaidFee | null {
  const entries = entriesOf(account, fill).filter(({ of }) => of === 'balance');
  const paid = entries.find(({ fee }) => fee !== null && !fee.isZero()) ?? entries.find(({ fee }) => fee !== null);
  return paid?.fee ? { coin: paid.asset, amount: paid.fee } : null;
}

/** The part of a fill that closed a position: 0 for a fill that only opens. */
export function closedSizeOf(account: Account, fill: Fill): Decimal {
  const position = entriesOf(account, fill).find(({ of }) => of === 'position');
  const before = signed(fill.order.side, position?.before ?? fill.quantity.times(0));
  return before.isNegative() ? Decimal.min(before.abs(), fill.quantity) : fill.quantity.times(0);
}

export function feesOf(account: Account, order: Order): [coin: string, amount: string][] {
  const sums = new Map<string, Decimal>();
  const own = new Set(order.fills);
  for (const fill of account.fills) {
    if (!own.has(fill.id)) continue;
    const fee = feeOf(account, fill);
    if (fee) sums.set(fee.coin, fee.amount.add(sums.get(fee.coin) ?? 0));
  }
  return [...sums].map(([coin, amount]) => [coin, amount.toFixed()]);
}
