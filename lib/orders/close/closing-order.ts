import type { AccountRef } from '../../accounts/account.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { Position } from '../../exchanges/model/position.ts';
import type { OrderIntent } from '../order.ts';

/** A position that a reduce-only order can close. */
export type ClosablePosition = Position & {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly contracts: string;
};

export function isClosable(position: Position): position is ClosablePosition {
  return (
    position.isHedged !== true && position.symbol !== null && position.side !== null && position.contracts !== null
  );
}

/**
 * Why no order can close the position. An order on a guessed symbol, side or size could open a position instead of closing one, and an order
 * without a side is refused in hedge mode.
 */
export function whyNotClosable({ symbol, side, isHedged }: Position): string {
  if (symbol === null) return 'the symbol of a position is unknown';
  if (isHedged === true) return `${symbol} is in hedge mode, in which this service trades nothing`;
  return `the ${side === null ? 'side' : 'size'} of ${symbol} is unknown`;
}

export type ClosingIntent = OrderIntent & { readonly reduceOnly: true };

/** The reduce-only market order over the whole position. */
export function closingIntent(
  ref: AccountRef,
  marketType: MarketType,
  { symbol, side, contracts: quantity }: Pick<ClosablePosition, 'symbol' | 'side' | 'contracts'>,
): ClosingIntent {
  const opposite = side === 'long' ? 'sell' : 'buy';
  return { ref, marketType, symbol, side: opposite, type: 'market', quantity, postOnly: false, reduceOnly: true };
}
