import { Decimal } from '../../../decimal.ts';
import type { Market } from '../../model/market.ts';
import type { Position } from '../../model/position.ts';
import { isRecord, type Json, positive, readableDecimal } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { sizeIn } from './order-sizes.ts';

const title = 'Kraken Futures';

/** Mark price by contract id, from the public tickers. What cannot be read there has no price: a position is told without it. */
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
  readonly symbol: string;
  /** Null: the contract has matured, or was listed a moment ago. */
  readonly market: Market | null;
  readonly markPrice: string | null;
}

/**
 * An entry of `openpositions`: leverage only when isolated; no liquidation price (Kraken does not publish one per position), and mostly no
 * profit. Null for an entry of no size.
 */
export function positionFromKrakenFutures(row: Json, contract: PositionContract): Position | null {
  const leverage = positive(row.maxFixedLeverage);
  const { side, size } = directionOf(row);
  if (size !== null && new Decimal(size).isZero()) return null;
  const entryPrice = positive(row.price);
  return {
    symbol: contract.symbol,
    side,
    contracts: isReadable(contract) ? size : null,
    entryPrice,
    leverage,
    marginMode: leverage === null ? 'cross' : 'isolated',
    unrealizedPnl: readableDecimal(row.unrealizedPnl) ?? unrealized(side, size, entryPrice, contract),
    markPrice: contract.markPrice,
    liquidationPrice: null,
  };
}

/** The names PF_, FF_, PI_ and FI_ tell the unit of a size. A name of no known scheme tells nothing about the coins in a contract. */
function isReadable({ symbol, market }: PositionContract): boolean {
  return market !== null || symbol.includes('/');
}

/**
 * Records have a side and a size without a sign. A size below zero (nautilus_trader reads that too) is a short, whatever the side says. A
 * size that cannot be read is null: the position is there, and hides no other. Without a side nobody could close the position: throws.
 */
function directionOf(row: Json): { readonly side: Position['side']; readonly size: string | null } {
  const told = String(row.side ?? '').toLowerCase();
  const size = sizeIn(row.size);
  const isNegative = size?.isNegative() ?? false;
  if (told !== 'long' && told !== 'short' && !(told === '' && isNegative)) throw new MalformedResponse(title, 200);
  return { side: told === 'short' || isNegative ? 'short' : 'long', size: size?.abs().toFixed() ?? null };
}

/** In the settlement currency: linear contracts move with the price, inverse contracts with its reciprocal. */
function unrealized(
  side: 'long' | 'short',
  contracts: string | null,
  entry: string | null,
  { market, markPrice: mark }: PositionContract,
): string | null {
  if (contracts === null || entry === null || mark === null || market === null) return null;
  const move = market.inverse
    ? new Decimal(1).div(entry).minus(new Decimal(1).div(mark))
    : new Decimal(mark).minus(entry);
  const pnl = move.mul(contracts).mul(market.contractSize);
  return (side === 'long' ? pnl : pnl.neg()).toSignificantDigits(18).toFixed();
}
