import type { Input } from '../../contract/deferred.ts';
import type { positionsResponse } from '../../contract/schemas/trading.ts';
import type { MarketDefinition } from '../../exchanges/definition.ts';
import type { Position } from '../../exchanges/model/position.ts';

/** A list without a position of unknown size would read as no position, and the number of contracts as a number of coins: the size is null. */
export function presentPositions(
  market: MarketDefinition,
  accountId: string,
  positions: Position[],
): Input<typeof positionsResponse> {
  return {
    positions: positions.map((position) => ({
      symbol: position.symbol,
      side: position.side,
      contracts: position.contracts,
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
