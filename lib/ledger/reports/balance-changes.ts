import type { Account, AccountRef } from '../../accounts/account.ts';
import { Decimal, type DecimalString } from '../../decimal.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import type { Fill } from '../../exchanges/model/history.ts';
import { type BalanceDay, balancesAround } from '../fills/balance-days.ts';
import { type FillsName, fillsOwner } from '../fills/fills-cursor.ts';
import { type FillPlace, type ListedFills, listFills } from '../fills/fills-store.ts';
import type { LedgerRange } from '../store/ledger-store.ts';

/** A balance of a wallet without a ledger at two readings, and the part of the change that stored fills explain. */
export interface BalanceChange {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly asset: string;
  /** Epoch ms of the two readings. */
  readonly from: number;
  readonly to: number;
  readonly opening: DecimalString;
  readonly closing: DecimalString;
  /** What the stored fills between the readings have changed, with their fees. */
  readonly fills: DecimalString;
  /** The rest of the change. */
  readonly unexplained: DecimalString;
}

/** The changes by asset of each wallet whose exchange tells no ledger. `onPage` may end a reading that takes too long. */
export async function balanceChanges(
  account: Account,
  range: LedgerRange,
  only: MarketType | undefined,
  onPage: () => void,
): Promise<BalanceChange[]> {
  const { tenant, accountId, exchange } = account;
  const ref = { tenant, accountId };
  const changes: BalanceChange[] = [];
  for (const marketType of marketTypes) {
    const { fillsPull } = marketOf({ exchange, marketType });
    if (fillsPull === null || (only ?? marketType) !== marketType) continue;
    const name = { ref, exchange, marketType, owner: fillsOwner(account, marketType) };
    const around = await balancesAround(name, range);
    if (around === null) continue;
    const { opening, closing } = around;
    const sums = await sumsOfFills(name, { from: opening.at, to: closing.at }, onPage);
    changes.push(...changesBetween(opening, closing, sums).map((change) => ({ ref, marketType, ...change })));
  }
  return changes;
}

type Sums = ReadonlyMap<string, Decimal>;

/** An asset whose balance has not changed, and which no fill names, is left out. */
export function changesBetween(
  opening: BalanceDay,
  closing: BalanceDay,
  fills: Sums,
): Omit<BalanceChange, 'ref' | 'marketType'>[] {
  const assets = new Set([...Object.keys(opening.totals), ...Object.keys(closing.totals), ...fills.keys()]);
  return [...assets].toSorted().flatMap((asset) => {
    const [before, after] = [new Decimal(opening.totals[asset] ?? 0), new Decimal(closing.totals[asset] ?? 0)];
    const byFills = fills.get(asset) ?? new Decimal(0);
    if (before.eq(after) && !fills.has(asset)) return [];
    const told = { opening: before.toFixed(), closing: after.toFixed(), fills: byFills.toFixed() };
    const unexplained = after.minus(before).minus(byFills).toFixed();
    return [{ asset, from: opening.at, to: closing.at, ...told, unexplained }];
  });
}

const fillsAtOnce = 1000;

async function sumsOfFills(name: FillsName, range: LedgerRange, onPage: () => void): Promise<Sums> {
  const sums = new Map<string, Decimal>();
  let below: FillPlace | null = null;
  for (;;) {
    const { fills, next }: ListedFills = await listFills(name, { ...range, below, limit: fillsAtOnce });
    for (const fill of fills) addFill(sums, fill);
    if (next === null) return sums;
    below = next;
    onPage();
  }
}

/** A purchase brings the base and costs the quote; the fee may be in either, or in a third asset. */
export function addFill(sums: Map<string, Decimal>, { symbol, side, quantity, price, fee, feeAsset }: Fill): void {
  const [base = symbol, quote = symbol] = symbol.split('/');
  const sign = side === 'buy' ? 1 : -1;
  const add = (asset: string, amount: Decimal) => sums.set(asset, (sums.get(asset) ?? new Decimal(0)).plus(amount));
  add(base, new Decimal(quantity).times(sign));
  add(quote, new Decimal(quantity).times(price).times(-sign));
  if (fee !== null && feeAsset !== null) add(feeAsset, new Decimal(fee).negated());
}
