import type { Input } from '../../contract/deferred.ts';
import type { positionsResponse } from '../../contract/schemas/trading.ts';
import type { DecimalString } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import type { MarketDefinition } from '../../exchanges/definition.ts';
import type { Position } from '../../exchanges/model/position.ts';

export function presentPositions(
  market: MarketDefinition,
  accountId: string,
  positions: Position[],
): Input<typeof positionsResponse> {
  return {
    positions: positions.map((position) => ({
      symbol: position.symbol,
      side: position.side,
      contracts: sizeOf(position),
      entry_price: position.entryPrice,
      leverage: position.leverage,
      margin_mode: position.marginMode,
      unrealized_pnl: position.unrealizedPnl,
      mark_price: position.markPrice,
      liquidation_price: position.liquidationPrice,
      exchange: market.ccxtId,
      exchange_account_id: accountId,
    })),
    count: positions.length,
  };
}

/**
 * An answer has no place for an unknown size. A list without the position would read as no position, and the number of contracts as a
 * number of coins: on either a client would trade. The error names the position, and a list by symbol shows the others.
 */
function sizeOf({ symbol, contracts }: Position): DecimalString {
  if (contracts !== null) return contracts;
  const message = `the size of the position in ${symbol} cannot be told: the market is not listed; ask for the others by symbol`;
  throw new OemsError('EXCHANGE_UNAVAILABLE', message, { retryAfterSeconds: 60 });
}
