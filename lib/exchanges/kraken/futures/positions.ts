import { Decimal, decimalText } from '../../../decimal.ts';
import type { Market } from '../../model/market.ts';
import type { Position } from '../../model/position.ts';
import { type Json, positive, requiredList, requiredText } from '../../wire/readers.ts';

const title = 'Kraken Futures';

/** Mark price by contract id, from the public tickers. */
export function markPrices(answer: unknown): Map<string, string> {
  const marks = new Map<string, string>();
  for (const row of requiredList(title, answer, 'tickers')) {
    const mark = positive(row.markPrice);
    if (mark !== null && typeof row.symbol === 'string') marks.set(row.symbol.toUpperCase(), mark);
  }
  return marks;
}

/**
 * An entry of `openpositions`: leverage only when isolated; no liquidation price (Kraken does not publish one per position). A contract
 * listed after the markets were cached has no market yet: its position is shown by the contract's own name.
 */
export function positionFromKrakenFutures(row: Json, market: Market | null, markPrice: string | null): Position {
  const leverage = positive(row.maxFixedLeverage);
  const contracts = requiredText(title, row, 'size');
  const entryPrice = positive(row.price);
  const side = row.side === 'short' ? 'short' : 'long';
  return {
    symbol: market?.symbol ?? requiredText(title, row, 'symbol').toUpperCase(),
    side,
    contracts: decimalText(contracts) ?? '0',
    entryPrice,
    leverage,
    marginMode: leverage === null ? 'cross' : 'isolated',
    unrealizedPnl: decimalText(row.unrealizedPnl) ?? unrealized(side, contracts, entryPrice, markPrice, market),
    markPrice,
    liquidationPrice: null,
  };
}

/** In the settlement currency: linear contracts move with the price, inverse contracts with its reciprocal. */
function unrealized(
  side: 'long' | 'short',
  contracts: string,
  entry: string | null,
  mark: string | null,
  market: Market | null,
): string | null {
  if (entry === null || mark === null || market === null) return null;
  const move = market.inverse
    ? new Decimal(1).div(entry).minus(new Decimal(1).div(mark))
    : new Decimal(mark).minus(entry);
  const pnl = move.mul(contracts).mul(market.contractSize);
  return (side === 'long' ? pnl : pnl.neg()).toSignificantDigits(18).toFixed();
}
