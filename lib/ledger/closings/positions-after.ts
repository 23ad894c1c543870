import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { Fill } from '../../exchanges/model/history.ts';

/** What a trade left of the position in its symbol. */
export interface PositionAfter {
  readonly size: DecimalString;
  /** Two orders of the account traded with each other: one fill opened what the other closed. */
  readonly isOwn: boolean;
}

/**
 * By id of the trade, the position after each of the fills: the position now less all that later fills have changed. `fills`: of one symbol,
 * in any order, without a gap up to the moment of `now`. Ids rise within a symbol, and fills of one millisecond stand in the order of their ids.
 * Null where a fill proves nothing: of a side of hedge mode, with an id that is no number, or told twice.
 */
export function positionsAfter(now: DecimalString, fills: readonly Fill[]): ReadonlyMap<string, PositionAfter> | null {
  if (fills.some(({ id, isHedged }) => isHedged === true || !/^\d+$/.test(id))) return null;
  const trades = Map.groupBy(fills, ({ id }) => BigInt(id));
  const after = new Map<string, PositionAfter>();
  let size = new Decimal(now);
  for (const id of [...trades.keys()].toSorted((one, other) => (one < other ? 1 : -1))) {
    const fillsOfTrade = trades.get(id) ?? [];
    const changed = fillsOfTrade.reduce((sum, fill) => sum.plus(signed(fill)), new Decimal(0));
    if (fillsOfTrade.length > 1 && !changed.isZero()) return null;
    after.set(String(id), { size: size.toFixed(), isOwn: fillsOfTrade.length > 1 });
    size = size.minus(changed);
  }
  return after;
}

function signed({ side, quantity }: Fill): Decimal {
  const size = new Decimal(quantity);
  return side === 'buy' ? size : size.neg();
}
