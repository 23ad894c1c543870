import { Decimal } from '../../../decimal.ts';
import type { Market } from '../../model/market.ts';
import type { Position } from '../../model/position.ts';
import { isRecord, type Json, positive, readableDecimal } from '../../wire/readers.ts';

/**
 * Mark price by contract id, from the public tickers. A contract with an unreadable ticker has no price: the position is told without a
 * price.
 */
export function markPrices(answer: unknown): Map<string, string> {
  const marks = new Map<string, string>();
  const rows = isRecord(answer) && Array.isArray(answer.tickers) ? answer.tickers.filter(isRecord) : [];
  for (const row of rows) {
    const mark = positive(row.markPrice);
    if (mark !== null && typeof row.symbol === 'string') marks.set(row.symbol.toUpperCase(), mark);
  }
  return marks;
}

/** The contract of a position. `symbol` is the name by which fills and orders call the contract, also where no market is listed. */
export interface PositionContract {
  /** Null: the entry tells no contract. */
  readonly symbol: string | null;
  /** Null: the contract has matured, or was listed a moment ago. */
  readonly market: Market | null;
  readonly markPrice: string | null;
}

/**
 * An entry of `openpositions`: leverage only when isolated; no liquidation price (Kraken does not publish one per position), and mostly no
 * profit. Null for an entry of no size.
 */
export function positionFromKrakenFutures(row: Json, contract: PositionContract): Position | null {
  const { side, size } = directionOf(row);
  if (size !== null && new Decimal(size).isZero()) return null;
  const entryPrice = positive(row.price);
  return {
    symbol: contract.symbol,
    side,
    contracts: isReadable(contract) ? size : null,
    entryPrice,
    ...marginOf(row),
    unrealizedPnl: readableDecimal(row.unrealizedPnl) ?? unrealized(side, size, entryPrice, contract),
    markPrice: contract.markPrice,
    liquidationPrice: null,
    liquidationPriceReason: untold,
  };
}

const untold =
  'Kraken Futures tells no liquidation price of a position: the price depends on all positions, orders and collaterals of the wallet; GET /oems/execution/margin tells how far maintenance_margin is from equity';

/** Left out or null in cross margin. A leverage that cannot be read is neither: the mode is unknown then. */
function marginOf({ maxFixedLeverage: told = null }: Json): Pick<Position, 'leverage' | 'marginMode'> {
  const leverage = positive(told);
  if (leverage !== null) return { leverage, marginMode: 'isolated' };
  return { leverage, marginMode: told === null ? 'cross' : null };
}

/** The names PF_, FF_, PI_ and FI_ tell the unit of a size. A name of no known scheme tells nothing about the coins in a contract. */
function isReadable({ symbol, market }: PositionContract): boolean {
  return market !== null || symbol?.includes('/') === true;
}

/**
 * Records have a side and a size without a sign. A size below zero (nautilus_trader reads that too) is a short, whatever the side says. A
 * side or a size that cannot be read is null: the position is there, and hides no other.
 */
function directionOf(row: Json): Pick<Position, 'side'> & { readonly size: string | null } {
  const told = String(row.side ?? '').toLowerCase();
  const size = readableDecimal(row.size);
  const named = told === 'long' || told === 'short' ? told : null;
  const isNegative = size !== null && new Decimal(size).lt(0);
  return { side: isNegative ? 'short' : named, size: size === null ? null : new Decimal(size).abs().toFixed() };
}

/** In the settlement currency: linear contracts move with the price, inverse contracts with its reciprocal. */
function unrealized(
  side: Position['side'],
  contracts: string | null,
  entry: string | null,
  { market, markPrice: mark }: PositionContract,
): string | null {
  if (side === null || contracts === null || entry === null || mark === null || market === null) return null;
  const move = market.inverse
    ? new Decimal(1).div(entry).minus(new Decimal(1).div(mark))
    : new Decimal(mark).minus(entry);
  const pnl = move.mul(contracts).mul(market.contractSize);
  return (side === 'long' ? pnl : pnl.neg()).toSignificantDigits(18).toFixed();
}
